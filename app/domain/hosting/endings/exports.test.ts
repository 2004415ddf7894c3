import { createHash } from "node:crypto";
import { readFileSync, symlinkSync } from "node:fs";
import StreamZip from "node-stream-zip";
import { expect } from "vitest";
import { now } from "#app/test/deploying.ts";
import { endingTest as test } from "#app/test/ending.ts";
import { daysAfter } from "#app/test/renewing.ts";
import { sweepLeftovers } from "../uploads/uploads-leftovers.server.ts";
import { exportWebsite } from "./exports.server.ts";
import { waiveExport } from "./exports-failures.server.ts";

async function readZip(file: string): Promise<Record<string, string>> {
  const zip = new StreamZip.async({ file });
  const found: Record<string, string> = {};
  for (const name of Object.keys(await zip.entries()).sort()) {
    found[name] = (await zip.entryData(name)).toString("utf8");
  }
  await zip.close();
  return found;
}

const CALLS = ["AddUser", "getData", "get_path_size", "DeleteUser"] as const;

test("the last export holds what visitors saw and what else lay in the folder, and is told once", async ({
  ended,
  aapanel,
  store,
}) => {
  const { all, which } = ended;
  // out of the site, and around in a circle: neither is followed
  symlinkSync("/etc/hostname", aapanel.resolve(`${aapanel.sitesRoot}/toko.situs.test/data/keluar`));
  expect(await exportWebsite(all, which, now)).toEqual({ outcome: "ready" });
  expect(await exportWebsite(all, which, now)).toEqual({ outcome: "nothing-to-do" });

  const row = await ended.exportRow();
  const file = store.path(row.storage_key ?? "");
  expect(await readZip(file)).toMatchObject({
    "site/index.html": "<h1>dua</h1>",
    "site/img/a.txt": "gambar",
    "other/data/a.txt": "pesanan",
  });
  expect(Object.keys(await readZip(file)).join(" ")).not.toMatch(/releases|lumi|user\.ini|keluar/);
  const bytes = readFileSync(file);
  expect(row).toMatchObject({
    status: "ready",
    size_bytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    skipped_count: 1,
    expires_at: daysAfter(now, 30),
  });
  expect((await ended.notices()).filter((kind) => kind === "export-ready")).toHaveLength(1);
  expect(aapanel.ftpUsers().map((user) => user.name)).not.toContainEqual(expect.stringMatching(/^lc_exp/));
  await sweepLeftovers(all, daysAfter(new Date(), 3));
  expect(await store.size(row.storage_key ?? "")).toBe(bytes.length);
});

for (const action of CALLS) {
  for (const kind of ["html404-after-work", "reset-before"] as const) {
    test(`${kind} at ${action} delays the export at most: the next try makes it`, async ({ ended }) => {
      ended.fault({ kind, action });
      const first = await exportWebsite(ended.all, ended.which, now);
      if (first.outcome !== "ready") {
        expect(await exportWebsite(ended.all, ended.which, now)).toEqual({ outcome: "ready" });
      }
      expect(await ended.exportRow()).toMatchObject({ status: "ready" });
    });
  }
}

test("a listing that comes back short is no export, and staff are asked at the third try", async ({
  ended,
  aapanel,
  store,
}) => {
  const { all, which } = ended;
  // the panel measures more than FTP shows
  const panelOf = (...args: Parameters<typeof all.panelOf>) => {
    const panel = all.panelOf(...args);
    return {
      ...panel,
      folderSize: async (path: string) =>
        (await panel.folderSize(path)) + (/toko[^/]*$/.test(path) ? 9_000 : 0),
    };
  };
  for (let tries = 1; tries <= 3; tries++) {
    expect(await exportWebsite({ ...all, panelOf }, which, now)).toEqual({ outcome: "failed" });
  }
  const row = await ended.exportRow();
  expect(row).toMatchObject({
    status: "waiting",
    tries: 3,
    problem: expect.stringContaining("panel measures"),
  });
  expect(await store.size(`exports/${row.id}.zip`)).toBeNull();
  const asked = all.db.selectFrom("attention_items").select(["kind", "resolved_at"]);
  expect(await asked.execute()).toEqual([{ kind: "export-failed", resolved_at: null }]);
  expect(aapanel.ftpUsers()).toHaveLength(1);

  const staff = { websiteId: which.websiteId, staffId: ended.ids.userId, now };
  expect(await waiveExport(all.db, staff)).toEqual({ outcome: "waived" });
  expect(await waiveExport(all.db, staff)).toEqual({ outcome: "not-waiting" });
  expect(await asked.execute()).toEqual([{ kind: "export-failed", resolved_at: now }]);
  expect(await exportWebsite(all, which, now)).toEqual({ outcome: "nothing-to-do" });
});

test("a site that is not off yet is not packed", async ({ ended }) => {
  const { db } = ended.all;
  await db.updateTable("websites").set({ status: "active" }).execute();
  expect(await exportWebsite(ended.all, ended.which, now)).toEqual({ outcome: "waits" });
  await db.updateTable("websites").set({ suspended_reason: "unpaid" }).execute();
  expect(await exportWebsite(ended.all, ended.which, now)).toEqual({ outcome: "nothing-to-do" });
});

test("a website that was never made has nothing to keep", async ({ ended }) => {
  await ended.all.db.updateTable("websites").set({ status: "failed", activated_at: null }).execute();
  expect(await exportWebsite(ended.all, ended.which, now)).toEqual({ outcome: "empty" });
});
