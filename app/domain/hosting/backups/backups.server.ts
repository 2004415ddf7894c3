import type { Logger } from "pino";
import { askForAttention, endAttention } from "#app/domain/attention/attention.server.ts";
import { later } from "#app/domain/billing/renewals/renewal-dates.ts";
import { enqueueAll, type Job, job } from "#app/jobs/queue.server.ts";
import type { Db } from "#db/client.ts";
import { isOn, lockOwnSite } from "../deployments/deployments-rows.server.ts";
import type { PackedExport } from "../endings/export-pack.server.ts";
import { aloneOrLater } from "../servers/panel-writer.server.ts";
import { withPanel } from "../servers/servers.server.ts";
import { isUuid, recordWebsite } from "../websites/websites.server.ts";
import { KEPT_DAYS, pruneBackups } from "./backups-kept.server.ts";
import { isPackProblem, type PackDeps, packSite } from "./site-pack.server.ts";

export type BackupDeps = PackDeps & { log: Logger };

const MINUTE_MS = 60_000;
const WAIT_MS = MINUTE_MS;
/** Pauses between tries; after the last one it is given up and put before staff. */
const PAUSES_MS = [5 * MINUTE_MS, 30 * MINUTE_MS];

/** The job that makes one backup; those of one server run one after the other. */
function backupJob(backupId: string, serverId: string, runAt?: Date): Job {
  const options = { key: `back-up-website:${backupId}`, queue: `backups:${serverId}` };
  return job("back-up-website", { backupId }, { ...options, ...(runAt && { runAt }) });
}

/** Queues a backup that the owner asked for; while one waits, that one is it. */
export async function requestBackup(
  db: Db,
  { userId, websiteId, now }: { userId: string; websiteId: string; now: Date },
): Promise<{ outcome: "queued" | "already-waiting" | "not-active" }> {
  if (!isUuid(websiteId)) return { outcome: "not-active" };
  return db.transaction().execute(async (tx) => {
    const site = await lockOwnSite(tx, userId, websiteId);
    if (!site || !isOn(site) || !site.server_id) return { outcome: "not-active" };
    const made = await tx
      .insertInto("backups")
      .values({ website_id: websiteId, user_id: userId, kind: "manual", created_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .returning("id")
      .executeTakeFirst();
    if (!made) return { outcome: "already-waiting" };
    await enqueueAll(tx, [backupJob(made.id, site.server_id)]);
    const who = { actor: "customer" as const, actorId: userId };
    await recordWebsite(tx, { id: site.id, orderId: site.order_id }, "backup-requested", {}, now, who);
    return { outcome: "queued" };
  });
}

type BackingUp = { outcome: "ready" | "failed" | "skipped" | "waits" | "nothing-to-do" };

/**
 * Makes a backup that waits: the site's files in one ZIP in the store, opened again and measured against the server,
 * and takes away what the rules no longer keep. Skipped for a site that is off. Tried three times, then staff are told.
 * Run again after a crash anywhere, there is one backup.
 */
export async function backUpWebsite(
  deps: BackupDeps,
  { backupId }: { backupId: string },
  now: Date,
): Promise<BackingUp> {
  const { db, store } = deps;
  const site = await read(db, backupId);
  if (!site?.server_id || site.backup_status !== "waiting") return { outcome: "nothing-to-do" };
  if (site.status !== "active" || site.suspended_reason !== null) return skip(db, backupId);
  const { server_id: serverId } = site;
  const key = `backups/${backupId}.zip`;
  const later = backupJob(backupId, serverId, new Date(now.getTime() + WAIT_MS));
  const result = await aloneOrLater(db, site.id, later, async (): Promise<BackingUp> => {
    try {
      const packed = await withPanel(deps, serverId, now, (at) => packSite(deps, at, { site, key, now }));
      if (packed.fileCount > 0) return await keep(db, { backupId, site, packed, key, now });
      await store.remove(key);
      return await skip(db, backupId);
    } catch (error) {
      if (!isPackProblem(error)) throw error;
      deps.log.warn({ backupId, reason: error.message }, "a backup could not be made yet");
      return await noteFailed(db, { backupId, site, reason: error.message, now });
    }
  });
  if (result.outcome === "ready") await pruneBackups(deps, site.id, now);
  return result;
}

type Site = NonNullable<Awaited<ReturnType<typeof read>>>;

function read(db: Db, backupId: string) {
  return db
    .selectFrom("backups")
    .innerJoin("websites", "websites.id", "backups.website_id")
    .innerJoin("subscriptions", "subscriptions.id", "websites.subscription_id")
    .innerJoin("plans", "plans.id", "subscriptions.plan_id")
    .selectAll("websites")
    .select(["backups.status as backup_status", "backups.kind", "plans.disk_bytes"])
    .where("backups.id", "=", backupId)
    .executeTakeFirst();
}

async function skip(db: Db, backupId: string): Promise<BackingUp> {
  await db.deleteFrom("backups").where("id", "=", backupId).where("status", "=", "waiting").execute();
  return { outcome: "skipped" };
}

type Made = { backupId: string; site: Site; packed: PackedExport; key: string; now: Date };

async function keep(db: Db, { backupId, site, packed, key, now }: Made): Promise<BackingUp> {
  return db.transaction().execute(async (tx) => {
    const kept = await tx
      .updateTable("backups")
      .set({
        status: "ready",
        storage_key: key,
        size_bytes: packed.size,
        sha256: packed.sha256,
        file_count: packed.fileCount,
        skipped_count: packed.skippedCount,
        verified_at: now,
        expires_at: later(now, KEPT_DAYS[site.kind]),
        problem: null,
      })
      .where("id", "=", backupId)
      .where("status", "=", "waiting")
      .returning("id")
      .executeTakeFirst();
    if (!kept) return { outcome: "nothing-to-do" };
    // It works again: what staff were asked about is over.
    await endAttention(tx, { kinds: ["backup-failed"], subject: site.id, now });
    const detail = { kind: site.kind, files: packed.fileCount, bytes: packed.size };
    await recordWebsite(tx, { id: site.id, orderId: site.order_id }, "backup-ready", detail, now);
    return { outcome: "ready" };
  });
}

type Failing = { backupId: string; site: Site; reason: string; now: Date };

async function noteFailed(db: Db, { backupId, site, reason, now }: Failing): Promise<BackingUp> {
  return db.transaction().execute(async (tx) => {
    const problem = reason.slice(0, 300);
    const row = await tx
      .updateTable("backups")
      .set((of) => ({ tries: of("tries", "+", 1), problem }))
      .where("id", "=", backupId)
      .where("status", "=", "waiting")
      .returning("tries")
      .executeTakeFirst();
    if (!row) return { outcome: "nothing-to-do" };
    const wait = PAUSES_MS[row.tries - 1];
    if (wait !== undefined && site.server_id) {
      await enqueueAll(tx, [backupJob(backupId, site.server_id, new Date(now.getTime() + wait))]);
      return { outcome: "failed" };
    }
    await tx.updateTable("backups").set({ status: "failed" }).where("id", "=", backupId).execute();
    await recordWebsite(tx, { id: site.id, orderId: site.order_id }, "backup-failed", {}, now);
    await askForAttention(tx, {
      kind: "backup-failed",
      subject: site.id,
      detail: { host: site.host, reason: problem },
      userId: site.user_id,
      orderId: site.order_id,
    });
    return { outcome: "failed" };
  });
}

/** A night's backups are spread over so long. */
const NIGHT_MS = 6 * 60 * MINUTE_MS;
/** Asked twice in one night, a website is backed up once. */
const SAME_NIGHT_MS = 20 * 60 * MINUTE_MS;

/**
 * Queues tonight's backup of every website that runs, each at its own minute of the night, and takes away what is past
 * its time. What waits since an earlier night is queued again. Run twice a night, the second finds nothing to do.
 */
export async function scheduleBackups(
  { db, store }: Pick<BackupDeps, "db" | "store">,
  now: Date,
): Promise<{ queued: number }> {
  const sites = await db
    .selectFrom("websites")
    .select(["id", "user_id", "server_id"])
    .where("status", "=", "active")
    .where("suspended_reason", "is", null)
    .execute();
  let queued = 0;
  for (const { id, user_id, server_id: serverId } of sites) {
    if (!serverId) continue;
    const minute = Number.parseInt(id.slice(0, 8), 16) % NIGHT_MS;
    const runAt = new Date(now.getTime() + minute);
    await db.transaction().execute(async (tx) => {
      await lockOwnSite(tx, user_id, id);
      const recent = await tx
        .selectFrom("backups")
        .select(["id", "status"])
        .where("website_id", "=", id)
        .where((of) =>
          of.or([
            of("status", "=", "waiting"),
            of.and([
              of("kind", "=", "nightly"),
              of("created_at", ">", new Date(now.getTime() - SAME_NIGHT_MS)),
            ]),
          ]),
        )
        .orderBy("status", "desc")
        .executeTakeFirst();
      if (recent) {
        if (recent.status === "waiting") await enqueueAll(tx, [backupJob(recent.id, serverId, runAt)]);
        return;
      }
      const made = { website_id: id, user_id, kind: "nightly" as const, created_at: now };
      const row = await tx.insertInto("backups").values(made).returning("id").executeTakeFirstOrThrow();
      await enqueueAll(tx, [backupJob(row.id, serverId, runAt)]);
      queued++;
    });
    await pruneBackups({ db, store }, id, now);
  }
  return { queued };
}
