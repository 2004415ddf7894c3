import { existsSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { sql } from "kysely";
import { expect, inject } from "vitest";
import { databaseUrl } from "#app/test/database.ts";
import { deployTest as base, type DeploySite, now } from "#app/test/deploying.ts";
import { connectMortal, createFate, Killed, mortal } from "#app/test/killable.ts";
import { takeJobs } from "#app/test/renewing.ts";
import { backUpWebsite, requestBackup } from "./backups.server.ts";
import { requestRestore, restoreBackup } from "./backups-restore.server.ts";
import { listBeside } from "./beside-files.server.ts";
import { findBesideRestore, restoreBeside } from "./beside-restores.server.ts";

const DATA = { "/data/pesanan.txt": "pesanan", "/data/2026/nota.txt": "nota", "/catatan.txt": "catatan" };

/** A live site with files beside it, a backup of both, and afterwards other files there. */
const test = base.extend<{ kept: Awaited<ReturnType<typeof keep>> }>({
  kept: async ({ site, aapanel }, use) => use(await keep(site, aapanel)),
});

async function keep(site: DeploySite, aapanel: { resolve(to: string): string }) {
  const { deps, ids } = site;
  const root = (await site.row()).site_path ?? "";
  const at = (name: string) => aapanel.resolve(`${root}${name}`);
  const write = async (name: string, text: string) => {
    await mkdir(path.dirname(at(name)), { recursive: true });
    await writeFile(at(name), text);
  };
  const spoil = async () => {
    for (const name of Object.keys(DATA)) await rm(at(name), { force: true });
    await write("/data/pesanan.txt", "dirusak");
    await write("/data/baru.txt", "baru");
  };
  await site.deploy({ "index.html": "satu" });
  for (const [name, text] of Object.entries(DATA)) await write(name, text);
  const backUp = async () => {
    await requestBackup(deps.db, { ...ids, now });
    const [job] = await takeJobs(deps.db, "back-up-website");
    await backUpWebsite(deps, job!, now);
    return job!.backupId;
  };
  const backupId = await backUp();
  await site.deploy({ "index.html": "dua" });
  await spoil();
  let clicks = 0;
  const ask = async (beside = true) => {
    clicks += 1;
    const at = new Date(now.getTime() + clicks);
    await requestRestore(deps, { ...ids, backupId, beside, now: at });
    return (await takeJobs(deps.db, "restore-beside"))[0];
  };
  const read = () =>
    Object.fromEntries(
      [...Object.keys(DATA), "/data/baru.txt"].map((name) => [
        name,
        existsSync(at(name)) ? readFileSync(at(name), "utf8") : null,
      ]),
    );
  const key = `backups/${backupId}.zip`;
  return {
    ask,
    backUp,
    read,
    readOne: (name: string) => readFileSync(at(name), "utf8"),
    spoil,
    write,
    key,
    backupId,
    standing: () => findBesideRestore(deps.db, ids.userId, ids.websiteId),
  };
}

const BACK = { ...DATA, "/data/baru.txt": "baru" };

test("what lay beside the site comes back when it is asked for, and only then", async ({ site, kept }) => {
  const { deps } = site;
  // The panel puts some pages of its own there.
  const { names: named, bytes } = await listBeside(deps.store, kept.key);
  expect(named).toEqual(expect.arrayContaining(["catatan.txt", "data/"]));
  expect(bytes).toBeGreaterThanOrEqual("pesanan".length + "nota".length + "catatan".length);
  expect(named.filter((name) => /releases|lumi|site|user\.ini/.test(name))).toEqual([]);
  expect(await kept.ask(false)).toBeUndefined();
  expect(await kept.standing()).toBeNull();
  const releases = site.releases();
  const job = await kept.ask();
  expect(await kept.ask()).toBeUndefined();
  expect(await kept.standing()).toMatchObject({ status: "waiting", doneCount: 0 });
  expect(await restoreBeside(deps, job!, now)).toEqual({ outcome: "done" });
  expect(kept.read()).toEqual(BACK);
  expect(site.releases()).toEqual(releases);
  expect(await site.visit("/")).toBe("200 dua");
  expect(await kept.standing()).toMatchObject({ status: "done" });
  expect(await restoreBeside(deps, job!, now)).toEqual({ outcome: "nothing-to-do" });
  expect(
    await site.panel.findFtpUser(`lc_exp_${site.ids.websiteId.replaceAll("-", "").slice(0, 12)}`),
  ).toBeNull();
});

test("a cut connection is tried again, a site that is off and a backup that is gone end it", async ({
  site,
  kept,
}) => {
  const { deps } = site;
  site.fault({ kind: "ftp-cut", bytes: 2 });
  expect(await restoreBeside(deps, (await kept.ask())!, now)).toEqual({ outcome: "done" });
  expect(kept.read()).toEqual(BACK);
  const off = (await kept.ask())!;
  await deps.db.updateTable("websites").set({ suspended_reason: "unpaid" }).execute();
  expect(await restoreBeside(deps, off, now)).toEqual({ outcome: "failed" });
  await deps.db.updateTable("websites").set({ suspended_reason: null }).execute();
  const gone = (await kept.ask())!;
  await deps.db.updateTable("backups").set({ status: "removed", storage_key: null }).execute();
  expect(await restoreBeside(deps, gone, now)).toEqual({ outcome: "failed" });
  expect(await kept.standing()).toMatchObject({ status: "failed" });
});

test("a plan without room for the files is said before one is written; room made, they come back", async ({
  site,
  kept,
}) => {
  const { db } = site.deps;
  const used = await site.panel.folderSize((await site.row()).site_path ?? "");
  const { total_bytes: earlier } = await db
    .selectFrom("deployments")
    .select("total_bytes")
    .where("status", "=", "superseded")
    .executeTakeFirstOrThrow();
  // Two files are gone, and of the third only the difference counts; the earlier release would give way.
  const adds = "nota".length + "catatan".length + "pesanan".length - "dirusak".length;
  const needs = used - (earlier ?? 0) + adds;
  const room = (bytes: number) => db.updateTable("plans").set({ disk_bytes: bytes }).execute();
  const before = kept.read();
  await room(needs - 3);
  expect(await restoreBeside(site.deps, (await kept.ask())!, now)).toEqual({ outcome: "failed" });
  expect(kept.read()).toEqual(before);
  expect(await kept.standing()).toMatchObject({ status: "failed", doneCount: 0, shortBytes: 3 });
  await room(needs);
  expect(await restoreBeside(site.deps, (await kept.ask())!, now)).toEqual({ outcome: "done" });
  expect(kept.read()).toEqual(BACK);
  expect(await kept.standing()).toMatchObject({ status: "done", shortBytes: null });
  await room(10);
  const refused = await requestRestore(site.deps, {
    ...site.ids,
    backupId: kept.backupId,
    beside: true,
    now,
  });
  expect(refused).toMatchObject({ outcome: "no-room" });
});

test("interrupted among many files, it goes on from the last that were noted", async ({ site, kept }) => {
  const { deps } = site;
  for (let n = 10; n < 50; n++) await kept.write(`/arsip/${n}.txt`, `isi ${n}`);
  const backupId = await kept.backUp();
  const { names } = await listBeside(deps.store, `backups/${backupId}.zip`);
  expect(names).toContain("arsip/");
  for (let n = 10; n < 50; n++) await kept.write(`/arsip/${n}.txt`, "dirusak");
  const put: string[] = [];
  const counting = (dieAt: number) => ({
    ...deps,
    transferTo: (to: Parameters<typeof deps.transferTo>[0]) => {
      const transfer = deps.transferTo(to);
      type Writing = typeof transfer.writing;
      const writing: Writing = (work) =>
        transfer.writing((writer) =>
          work({
            async put(from, place) {
              if (put.length === dieAt) throw new Killed(place);
              put.push(place);
              await writer.put(from, place);
            },
          }),
        );
      return { ...transfer, writing };
    },
  });
  await requestRestore(deps, { ...site.ids, backupId, beside: true, now });
  const [job] = await takeJobs(deps.db, "restore-beside");
  await expect(restoreBeside(counting(37), job!, now)).rejects.toThrow(Killed);
  expect(await kept.standing()).toMatchObject({ status: "waiting", doneCount: 25 });
  const first = put.splice(0);
  expect(await restoreBeside(counting(-1), job!, now)).toEqual({ outcome: "done" });
  expect(first).toHaveLength(37);
  expect(put.slice(0, 12)).toEqual(first.slice(25));
  expect(new Set([...first, ...put]).size).toBe(25 + put.length);
  for (let n = 10; n < 50; n++) expect(kept.readOne(`/arsip/${n}.txt`)).toBe(`isi ${n}`);
  expect(await kept.standing()).toMatchObject({ status: "done", doneCount: 25 + put.length });
}, 60_000);

test("a folder that stands where a file was is tried three times, and then said", async ({ site, kept }) => {
  await kept.write("/catatan.txt/di-dalam.txt", "folder");
  const job = (await kept.ask())!;
  for (const outcome of ["waits", "waits", "failed"])
    expect(await restoreBeside(site.deps, job, now)).toEqual({ outcome });
  expect(await kept.standing()).toMatchObject({ status: "failed" });
});

test("killed anywhere while a backup is restored, site and files beside it end as if nobody had been", async ({
  site,
  kept,
}) => {
  const { deps, ids } = site;
  const fate = createFate();
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(deps.db);
  const db = connectMortal(databaseUrl(inject("adminUrl"), rows[0]!.name), fate);
  const worker = {
    ...deps,
    db,
    panelOf: (to: Parameters<typeof deps.panelOf>[0]) => mortal("panel", deps.panelOf(to), fate),
    transferTo: (to: Parameters<typeof deps.transferTo>[0]) => {
      const transfer = mortal("ftp", deps.transferTo(to), fate);
      type Writing = typeof transfer.writing;
      const writing: Writing = (work) => transfer.writing((writer) => work(mortal("writer", writer, fate)));
      return { ...transfer, writing };
    },
    store: mortal("store", deps.store, fate, ["path", "read", "list"]),
  };
  for (let step = 1; ; step++) {
    await kept.spoil();
    const asked = new Date(now.getTime() + step);
    await requestRestore(deps, { ...ids, backupId: kept.backupId, beside: true, now: asked });
    const [[beside], [copy]] = [
      await takeJobs(deps.db, "restore-beside"),
      await takeJobs(deps.db, "restore-backup"),
    ];
    fate.arm(step);
    const isDone = await restoreBackup(worker, copy!, now)
      .then(() => restoreBeside(worker, beside!, now))
      .then(
        ({ outcome }) => outcome === "done",
        () => false,
      );
    const diedAt = fate.steps().at(-1);
    fate.revive();
    if (!isDone) {
      await restoreBackup(deps, copy!, now);
      await restoreBeside(deps, beside!, now);
    }
    expect(kept.read(), `killed ${diedAt}`).toEqual(BACK);
    expect(await kept.standing(), `killed ${diedAt}`).toMatchObject({ status: "done" });
    const begun = await deps.db
      .selectFrom("deployments")
      .select("id")
      .where("upload_id", "=", copy!.uploadId)
      .execute();
    expect(begun, `killed ${diedAt}`).toHaveLength(1);
    await deps.db
      .updateTable("deployments")
      .set({ status: "cancelled" })
      .where("id", "=", begun[0]!.id)
      .execute();
    if (isDone) break;
  }
  await db.destroy();
}, 180_000);
