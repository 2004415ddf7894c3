import { rmSync, writeFileSync } from "node:fs";
import { sql } from "kysely";
import { expect, inject } from "vitest";
import { databaseUrl } from "#app/test/database.ts";
import { deployTest as base, type DeploySite, now } from "#app/test/deploying.ts";
import { connectMortal, createFate, mortal } from "#app/test/killable.ts";
import { daysAfter, takeJobs } from "#app/test/renewing.ts";
import { sweepLeftovers } from "../uploads/uploads-leftovers.server.ts";
import { backUpWebsite, requestBackup, scheduleBackups } from "./backups.server.ts";
import { findBackup, listBackups, requestRestore, restoreBackup } from "./backups-restore.server.ts";

/** A site with its backups: `make` is the owner's click and then the worker. */
const test = base.extend<{ kept: Awaited<ReturnType<typeof keptOf>> }>({
  kept: async ({ site }, use) => use(keptOf(site)),
});

function keptOf({ deps, ids, run }: DeploySite) {
  const list = () => listBackups(deps.db, ids.userId, ids.websiteId);
  const work = async (at = now) => {
    const done: string[] = [];
    for (const job of await takeJobs(deps.db, "back-up-website")) {
      done.push((await backUpWebsite(deps, job, at)).outcome);
    }
    return done;
  };
  const ask = (at = now) => requestBackup(deps.db, { ...ids, now: at });
  async function restore(backupId: string) {
    const asked = await requestRestore(deps, { ...ids, backupId, now });
    if (asked.outcome !== "restoring") return asked.outcome;
    const [job] = await takeJobs(deps.db, "restore-backup");
    const { outcome } = await restoreBackup(deps, job!, now);
    if (outcome !== "queued") return outcome;
    const [deploy] = await takeJobs(deps.db, "deploy");
    return (await run(deploy!.deploymentId)).outcome;
  }
  return { list, work, ask, restore };
}

test("a backup is whole, is kept from the sweep, and brings the site back byte for byte", async ({
  site,
  kept,
}) => {
  await site.deploy({ "index.html": "satu", "gambar/kopi hitam.txt": "hitam" });
  expect(await kept.ask()).toEqual({ outcome: "queued" });
  expect(await kept.ask()).toEqual({ outcome: "already-waiting" });
  expect(await kept.work()).toEqual(["ready"]);
  const [backup] = await kept.list();
  expect(backup).toMatchObject({ kind: "manual", status: "ready", expiresAt: daysAfter(now, 180) });
  await site.deploy({ "index.html": "dua" });
  expect(await site.visit("/gambar/kopi%20hitam.txt")).toMatch(/^404/);
  await sweepLeftovers(site.deps, daysAfter(new Date(), 3));
  await takeJobs(site.deps.db, "deploy");
  expect(await kept.restore(backup!.id)).toBe("live");
  expect(await site.visit("/")).toBe("200 satu");
  expect(await site.visit("/gambar/kopi%20hitam.txt")).toBe("200 hitam");
});

test("a restored backup that was changed on the way never goes live", async ({ site, kept }) => {
  await site.deploy({ "index.html": "satu" });
  await kept.ask();
  await kept.work();
  const [backup] = await kept.list();
  await site.deploy({ "index.html": "dua" });
  writeFileSync(site.deps.store.path(backup!.key ?? ""), "not what it was");
  await expect(kept.restore(backup!.id)).rejects.toThrow("is not what it was");
  expect(await site.visit("/")).toBe("200 dua");
});

test("seven nights and three by hand are kept, and the newest for as long as the site", async ({
  site,
  kept,
}) => {
  await site.deploy({ "index.html": "satu" });
  for (let night = 0; night < 9; night++) {
    expect(await scheduleBackups(site.deps, daysAfter(now, night))).toEqual({ queued: 1 });
    expect(await scheduleBackups(site.deps, daysAfter(now, night))).toEqual({ queued: 0 });
    expect(await kept.work(daysAfter(now, night))).toEqual(["ready"]);
  }
  for (let asked = 0; asked < 4; asked++) {
    await kept.ask(daysAfter(now, 9));
    await kept.work(daysAfter(now, 9));
  }
  const kinds = (await kept.list()).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === "nightly")).toHaveLength(7);
  expect(kinds.filter((kind) => kind === "manual")).toHaveLength(3);
  await site.deps.db
    .updateTable("websites")
    .set({ status: "suspended", suspended_reason: "unpaid" })
    .execute();
  expect(await scheduleBackups(site.deps, daysAfter(now, 300))).toEqual({ queued: 0 });
  await site.deps.db.updateTable("websites").set({ status: "active", suspended_reason: null }).execute();
  await scheduleBackups(site.deps, daysAfter(now, 300));
  expect((await kept.list()).filter(({ status }) => status === "ready")).toHaveLength(1);
});

test("a night's backups are spread, and those of one server run one after the other", async ({ site }) => {
  await scheduleBackups(site.deps, now);
  const { rows } = await sql<{ queue: string; run_at: Date }>`
    select queue_name as queue, job.run_at from graphile_worker.jobs as job
    where task_identifier = 'back-up-website'`.execute(site.deps.db);
  const server = (await site.row()).server_id;
  expect(rows.map(({ queue }) => queue)).toEqual([`backups:${server}`]);
  const after = rows[0]!.run_at.getTime() - now.getTime();
  expect(after).toBeGreaterThanOrEqual(0);
  expect(after).toBeLessThan(6 * 3_600_000);
});

test("a site that is off is skipped, and three failures are put before staff until one works", async ({
  site,
  kept,
  aapanel,
}) => {
  const { db } = site.deps;
  const matters = () =>
    db
      .selectFrom("attention_items")
      .select("subject")
      .where("kind", "=", "backup-failed")
      .where("resolved_at", "is", null)
      .execute();
  await kept.ask();
  await db.updateTable("websites").set({ suspended_reason: "unpaid" }).execute();
  expect(await kept.work()).toEqual(["skipped"]);
  await db.updateTable("websites").set({ suspended_reason: null }).execute();
  expect(await kept.list()).toEqual([]);

  await kept.ask();
  site.fault({ kind: "html404-before-work", action: "get_path_size", times: 0 });
  for (const matter of [0, 0, 1]) {
    expect(await kept.work()).toEqual(["failed"]);
    expect(await matters()).toHaveLength(matter);
  }
  expect(await kept.list()).toMatchObject([{ status: "failed", key: null }]);
  aapanel.faults.clear();
  await kept.ask();
  expect(await kept.work()).toEqual(["ready"]);
  expect(await matters()).toEqual([]);
});

test("nobody reads or restores somebody else's backup", async ({ site, kept }) => {
  await kept.ask();
  await kept.work();
  const [backup] = await kept.list();
  const stranger = { ...site.ids, userId: "00000000-0000-4000-8000-000000000000", backupId: backup!.id };
  expect(await findBackup(site.deps.db, stranger)).toBeNull();
  expect(await requestRestore(site.deps, { ...stranger, now })).toEqual({ outcome: "not-found" });
  expect(await listBackups(site.deps.db, stranger.userId, site.ids.websiteId)).toEqual([]);
});

test("killed anywhere while a backup is made, there is one whole backup and no file beside it", async ({
  site,
  kept,
}) => {
  const { deps } = site;
  const fate = createFate();
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(deps.db);
  const db = connectMortal(databaseUrl(inject("adminUrl"), rows[0]!.name), fate);
  const worker = {
    ...deps,
    db,
    panelOf: (to: Parameters<typeof deps.panelOf>[0]) => mortal("panel", deps.panelOf(to), fate),
    store: mortal("store", deps.store, fate, ["path", "read", "list"]),
  };
  for (let step = 1; ; step++) {
    await kept.ask();
    const [job] = await takeJobs(deps.db, "back-up-website");
    const which = job!;
    fate.arm(step);
    const isDone = await backUpWebsite(worker, which, now).then(
      ({ outcome }) => outcome === "ready",
      () => false,
    );
    fate.revive();
    if (!isDone) await backUpWebsite(deps, which, now);
    const [backup] = await kept.list();
    expect(backup, `killed at ${step}`).toMatchObject({ id: which.backupId, status: "ready" });
    expect(await deps.store.size(backup!.key ?? "")).toBe(backup!.sizeBytes);
    await deps.db.deleteFrom("backups").execute();
    rmSync(deps.store.path(backup!.key ?? ""));
    if (isDone) break;
  }
  await db.destroy();
}, 90_000);
