import { mkdtemp, open, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Logger } from "pino";
import { enqueueAll, type Job, job } from "#app/jobs/queue.server.ts";
import type { Db, Tx } from "#db/client.ts";
import { ArchiveRefused } from "../archives/archives.ts";
import { enqueueCleaning } from "../deployments/deploy-outcome.server.ts";
import { isOn } from "../deployments/deployments-rows.server.ts";
import { closeExportAccount, openExportAccount } from "../endings/export-account.server.ts";
import { aloneOrLater } from "../servers/panel-writer.server.ts";
import { withPanel } from "../servers/servers.server.ts";
import { enqueueMeasuring } from "../websites/disk.server.ts";
import { isUuid, recordWebsite } from "../websites/websites.server.ts";
import { type BesideFile, besideFiles, mustBeBack, RestoreWrong } from "./beside-files.server.ts";
import { missingRoom } from "./beside-room.server.ts";
import { isPackProblem, type PackDeps } from "./site-pack.server.ts";

type Deps = PackDeps & { log: Logger };

const MINUTE_MS = 60_000;
const PAUSES_MS = [5 * MINUTE_MS, 30 * MINUTE_MS];
/** After so many files it is written down how far it is. */
const NOTED_FILES = 25;

function restoreJob(restoreId: string, runAt?: Date): Job {
  return job(
    "restore-beside",
    { restoreId },
    { key: `restore-beside:${restoreId}`, ...(runAt && { runAt }) },
  );
}

type Asking = { userId: string; websiteId: string; backupId: string; now: Date };

/** Queues, in the caller's transaction, bringing back what lay beside the site; while one waits, that one is it. */
export async function askForBeside(tx: Tx, { userId, websiteId, backupId, now }: Asking): Promise<void> {
  const whose = { website_id: websiteId, user_id: userId };
  const made = await tx
    .insertInto("beside_restores")
    .values({ ...whose, backup_id: backupId, created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  if (made) await enqueueAll(tx, [restoreJob(made.id)]);
}

/** How far the newest such restore of one of the customer's own websites is; null when there was none. */
export async function findBesideRestore(db: Db, userId: string, websiteId: string) {
  if (!isUuid(websiteId)) return null;
  const row = await db
    .selectFrom("beside_restores")
    .select(["status", "done_count as doneCount", "finished_at as finishedAt", "short_bytes as shortBytes"])
    .where("website_id", "=", websiteId)
    .where("user_id", "=", userId)
    .orderBy("created_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

type Restored = { outcome: "done" | "failed" | "waits" | "nothing-to-do" };

/**
 * Brings the files that lay beside a site back from its backup into its folder, each in the place of what is there; what
 * was added since stays. Looked at afterwards: every size, and a sample byte for byte. Run again after a death anywhere
 * it goes on from the last files that were noted, and ends the same. Tried three times; given up at once, with nothing
 * written, when the plan has no room for them.
 */
export async function restoreBeside(
  deps: Deps,
  { restoreId }: { restoreId: string },
  now: Date,
): Promise<Restored> {
  const { db } = deps;
  const row = await db
    .selectFrom("beside_restores")
    .innerJoin("backups", "backups.id", "beside_restores.backup_id")
    .select(["beside_restores.id", "beside_restores.website_id", "done_count", "storage_key"])
    .where("beside_restores.id", "=", restoreId)
    .where("beside_restores.status", "=", "waiting")
    .executeTakeFirst();
  if (!row) return { outcome: "nothing-to-do" };
  const site = await db
    .selectFrom("websites")
    .selectAll()
    .where("id", "=", row.website_id)
    .executeTakeFirstOrThrow();
  const { server_id: serverId } = site;
  const { storage_key: key } = row;
  if (!serverId || !isOn(site)) return finish(db, { restoreId, site, problem: "the site is off", now });
  if (!key) return finish(db, { restoreId, site, problem: "the backup is gone", now });
  const later = restoreJob(restoreId, new Date(now.getTime() + MINUTE_MS));
  return aloneOrLater(db, site.id, later, async (): Promise<Restored> => {
    try {
      const ended = await withPanel(deps, serverId, now, async (at) => {
        const transfer = await openExportAccount(deps, at, site);
        try {
          const shortBytes = await transfer.reading((reader) =>
            missingRoom({ ...deps, panel: at.panel, reader }, { website: site, key }),
          );
          if (shortBytes > 0) return { shortBytes };
          await transfer.writing((writer) => putAll(deps, { restoreId, key, from: row.done_count }, writer));
          return { count: await mustBeBack(deps.store, key, transfer) };
        } finally {
          await closeExportAccount(at, site);
        }
      });
      if (ended.shortBytes === undefined) return await finish(db, { restoreId, site, now, ...ended });
      const problem = `the plan lacks ${ended.shortBytes} bytes`;
      return await finish(db, { restoreId, site, now, problem, ...ended });
    } catch (error) {
      const isKnown =
        error instanceof RestoreWrong || error instanceof ArchiveRefused || isPackProblem(error);
      if (!isKnown) throw error;
      deps.log.warn({ restoreId, reason: error.message }, "what lay beside a site could not be brought back");
      return noteFailed(db, { restoreId, site, problem: error.message, now }, error instanceof RestoreWrong);
    }
  });
}

type Putting = { restoreId: string; key: string; from: number };
type Writer = { put(localPath: string, remotePath: string): Promise<void> };

async function putAll({ db, store }: Deps, { restoreId, key, from }: Putting, writer: Writer): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "lumicloud-restore-"));
  const note = (count: number) =>
    db.updateTable("beside_restores").set({ done_count: count }).where("id", "=", restoreId).execute();
  try {
    let count = 0;
    for await (const file of besideFiles(store, key)) {
      if (count++ < from) continue;
      const spool = path.join(folder, "file");
      await unpack(file, spool);
      await writer.put(spool, file.place);
      if (count % NOTED_FILES === 0) await note(count);
    }
    await note(count);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One file of the archive on the disk here, flat in memory; its checksum is the archive's own to compare. */
async function unpack({ entry }: BesideFile, to: string): Promise<void> {
  const file = await open(to, "w");
  try {
    for await (const piece of entry.body()) await file.write(piece);
  } finally {
    await file.close();
  }
}

type Site = { id: string; order_id: string };
type Ending = {
  restoreId: string;
  site: Site;
  problem?: string;
  count?: number;
  shortBytes?: number;
  now: Date;
};

async function finish(db: Db, ending: Ending): Promise<Restored> {
  const { restoreId, site, problem, count, shortBytes, now } = ending;
  return db.transaction().execute(async (tx) => {
    const status = problem === undefined ? ("done" as const) : ("failed" as const);
    const ended = await tx
      .updateTable("beside_restores")
      .set({
        status,
        finished_at: now,
        problem: problem?.slice(0, 300) ?? null,
        short_bytes: shortBytes ?? null,
      })
      .where("id", "=", restoreId)
      .where("status", "=", "waiting")
      .returning("id")
      .executeTakeFirst();
    if (!ended) return { outcome: "nothing-to-do" };
    const detail = { files: count ?? 0, problem: problem?.slice(0, 300) ?? null };
    const about = { id: site.id, orderId: site.order_id };
    await recordWebsite(
      tx,
      about,
      status === "done" ? "beside-restored" : "beside-not-restored",
      detail,
      now,
    );
    await enqueueCleaning(tx, site.id);
    await enqueueMeasuring(tx, site.id);
    return { outcome: status };
  });
}

/** Tried again later, from the beginning when what is there was wrong; given up after the last pause. */
async function noteFailed(db: Db, ending: Ending, fromStart: boolean): Promise<Restored> {
  const { restoreId, now } = ending;
  const row = await db
    .updateTable("beside_restores")
    .set((of) => ({ tries: of("tries", "+", 1), ...(fromStart && { done_count: 0 }) }))
    .where("id", "=", restoreId)
    .where("status", "=", "waiting")
    .returning("tries")
    .executeTakeFirst();
  if (!row) return { outcome: "nothing-to-do" };
  const wait = PAUSES_MS[row.tries - 1];
  if (wait === undefined) return finish(db, ending);
  await enqueueAll(db, [restoreJob(restoreId, new Date(now.getTime() + wait))]);
  return { outcome: "waits" };
}
