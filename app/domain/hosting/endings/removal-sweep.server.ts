import { sql } from "kysely";
import type { UploadStore } from "#app/adapters/storage/storage.server.ts";
import { askForAttention } from "#app/domain/attention/attention.server.ts";
import { record } from "#app/domain/audit/audit.server.ts";
import { later } from "#app/domain/billing/renewals/renewal-dates.ts";
import { isTimeDoubted } from "#app/domain/billing/safety/clock-marks.server.ts";
import { enqueue, enqueueAll } from "#app/jobs/queue.server.ts";
import type { Db } from "#db/client.ts";
import { switchingJob } from "../websites/standing.server.ts";
import { recordWebsite } from "../websites/websites.server.ts";
import { exportJob } from "./exports.server.ts";
import { decideRemoval, removalJob } from "./removals.server.ts";

const WARNED_DAYS = 7;
/** So many websites a day are removed without a question; beyond it, only this share of all. */
const HANDFUL = 5;
const SHARE = 0.05;
const BATCH = 500;
const HELD = { kind: "mass-removal", subject: "removals" };

export type Sweep = { warned: number; removing: number; held: number; forgotten: number };

/**
 * The daily look at websites that have ended: owners are warned a week before the files go, what is past its time is
 * given to removal, exports go when their website is gone, and jobs that were lost are queued again. When more would
 * go in a day than the brake allows, none goes and staff are asked. Run twice a day, the second finds nothing to do.
 */
export async function sweepEndings({ db, store }: { db: Db; store: UploadStore }, now: Date): Promise<Sweep> {
  await queueAgain(db);
  // A clock or books that went wrong take nothing away.
  if (await isTimeDoubted(db, now)) return { warned: 0, removing: 0, held: 0, forgotten: 0 };
  const warned = await warnOwners(db, now);
  const due = await dueRemovals(db, now);
  const isHeld = due.length > 0 && !(await mayRemove(db, due.length, now));
  const removing = isHeld ? 0 : await decideAll(db, due, now);
  const forgotten = await forgetExports({ db, store }, now);
  return { warned, removing, held: isHeld ? due.length : 0, forgotten };
}

/** Lost jobs are made up for; the page of a stopped site is brought up to date, its link made new. */
async function queueAgain(db: Db): Promise<void> {
  const sites = await db
    .selectFrom("websites")
    .leftJoin("site_exports", "site_exports.website_id", "websites.id")
    .select(["websites.id", "websites.status", "websites.suspended_reason as reason"])
    .select("site_exports.status as export")
    .where("websites.suspended_reason", "is not", null)
    .where("websites.status", "<>", "deleted")
    .execute();
  await enqueueAll(
    db,
    sites.flatMap(({ id: websiteId, status, reason, export: exporting }) => {
      if (status === "deleting") return [removalJob(websiteId)];
      const following = reason === "ended" && status !== "active" ? [] : [switchingJob(websiteId)];
      return exporting === "waiting" ? [...following, exportJob(websiteId)] : following;
    }),
  );
}

/** A warning that comes late moves the day: nobody has less than a week after it. */
async function warnOwners(db: Db, now: Date): Promise<number> {
  const rows = await db
    .selectFrom("site_exports")
    .innerJoin("websites", "websites.id", "site_exports.website_id")
    .select(["site_exports.id", "site_exports.status", "site_exports.expires_at"])
    .select(["websites.id as website_id", "websites.host", "websites.user_id", "websites.order_id"])
    .where("site_exports.status", "in", ["ready", "waived"])
    .where("site_exports.warned_at", "is", null)
    .where("site_exports.expires_at", "<=", later(now, WARNED_DAYS))
    .limit(BATCH)
    .execute();
  const week = later(now, WARNED_DAYS);
  for (const row of rows) {
    const removedAt = row.expires_at && row.expires_at > week ? row.expires_at : week;
    await db.transaction().execute(async (tx) => {
      const changed = await tx
        .updateTable("site_exports")
        .set({ warned_at: now, expires_at: removedAt })
        .where("id", "=", row.id)
        .where("warned_at", "is", null)
        .returning("id")
        .executeTakeFirst();
      if (!changed) return;
      await recordWebsite(tx, { id: row.website_id, orderId: row.order_id }, "removal-warned", {}, now);
      await enqueue(tx, "send-notice", {
        key: `removal-soon:${row.website_id}`,
        kind: "removal-soon",
        userId: row.user_id,
        values: {
          websiteId: row.website_id,
          host: row.host,
          removedAt: removedAt.toISOString(),
          hasExport: row.status === "ready" ? 1 : 0,
        },
      });
    });
  }
  return rows.length;
}

/** Websites whose time is over, the longest waiting first; the decision looks again under the lock. */
async function dueRemovals(db: Db, now: Date): Promise<string[]> {
  const rows = await db
    .selectFrom("site_exports")
    .innerJoin("websites", "websites.id", "site_exports.website_id")
    .innerJoin("subscriptions", "subscriptions.id", "websites.subscription_id")
    .select("websites.id")
    .where("site_exports.status", "in", ["ready", "waived", "empty"])
    .where("site_exports.expires_at", "<=", now)
    .where((of) =>
      of.or([of("site_exports.status", "=", "empty"), of("site_exports.warned_at", "is not", null)]),
    )
    .where("websites.suspended_reason", "=", "ended")
    .where("websites.status", "in", ["suspended", "failed"])
    .where("subscriptions.status", "in", ["ended", "terminated"])
    .orderBy("site_exports.expires_at")
    .execute();
  return rows.map(({ id }) => id);
}

/** The brake: what is due now and went within the day, against the handful and the share, or what staff allowed. */
async function mayRemove(db: Db, due: number, now: Date): Promise<boolean> {
  const yesterday = later(now, -1);
  const { rows } = await sql<{ total: number; gone: number }>`
    select count(*) filter (where status in ('active', 'suspended', 'deleting') or deleted_at > ${yesterday})::int as total,
      count(*) filter (where status = 'deleting' or deleted_at > ${yesterday})::int as gone from websites`.execute(
    db,
  );
  const { total = 0, gone = 0 } = rows[0] ?? {};
  if (due + gone <= Math.max(HANDFUL, Math.floor(total * SHARE))) return true;
  const permit = await db
    .selectFrom("removal_permits")
    .select((of) => of.fn.max("most").as("most"))
    .where("allowed_at", "<=", now)
    .where("valid_until", ">", now)
    .executeTakeFirst();
  if (permit?.most && due + gone <= permit.most) return true;
  await askForAttention(db, { ...HELD, detail: { due, gone, total } });
  return false;
}

async function decideAll(db: Db, websiteIds: readonly string[], now: Date): Promise<number> {
  let decided = 0;
  for (const id of websiteIds) {
    if (await db.transaction().execute((tx) => decideRemoval(tx, id, now))) decided++;
  }
  return decided;
}

/** How many removals the brake holds, or null when it holds none. */
export async function heldRemovals(db: Db, now: Date): Promise<number | null> {
  const held = await db
    .selectFrom("attention_items")
    .select("id")
    .where("kind", "=", HELD.kind)
    .where("resolved_at", "is", null)
    .executeTakeFirst();
  return held ? (await dueRemovals(db, now)).length : null;
}

/** Staff allow what is due now, for a day; anything more is held again. Twice, the second finds nothing held. */
export async function allowRemovals(
  db: Db,
  { staffId, now }: { staffId: string; now: Date },
): Promise<{ outcome: "allowed"; most: number } | { outcome: "nothing-held" }> {
  return db.transaction().execute(async (tx) => {
    const held = await tx
      .updateTable("attention_items")
      .set({ resolved_at: now, resolved_by: staffId })
      .where("kind", "=", HELD.kind)
      .where("resolved_at", "is", null)
      .returning("detail")
      .executeTakeFirst();
    if (!held) return { outcome: "nothing-held" };
    const { gone = 0 } = held.detail as { gone?: number };
    const most = Math.max(1, (await dueRemovals(tx, now)).length + gone);
    const { id: subjectId } = await tx
      .insertInto("removal_permits")
      .values({ most, allowed_by: staffId, allowed_at: now, valid_until: later(now, 1) })
      .returning("id")
      .executeTakeFirstOrThrow();
    const who = { actor: "staff" as const, actorId: staffId };
    const about = { subjectType: "billing" as const, subjectId };
    await record(tx, { ...who, ...about, event: "removals-allowed", detail: { most }, now });
    await enqueue(tx, "sweep-endings", {}, { key: "sweep-endings" });
    return { outcome: "allowed", most };
  });
}

/** The file first: a row without its file is found again. */
async function forgetExports({ db, store }: { db: Db; store: UploadStore }, now: Date): Promise<number> {
  const rows = await db
    .selectFrom("site_exports")
    .innerJoin("websites", "websites.id", "site_exports.website_id")
    .select(["site_exports.id", "site_exports.storage_key", "websites.id as website_id", "websites.order_id"])
    .where("site_exports.status", "in", ["ready", "waived", "empty"])
    .where("site_exports.expires_at", "<=", now)
    .where("websites.status", "=", "deleted")
    .limit(BATCH)
    .execute();
  for (const row of rows) {
    if (row.storage_key) await store.remove(row.storage_key);
    await db.transaction().execute(async (tx) => {
      const set = { status: "removed" as const, storage_key: null };
      await tx.updateTable("site_exports").set(set).where("id", "=", row.id).execute();
      await recordWebsite(tx, { id: row.website_id, orderId: row.order_id }, "export-removed", {}, now);
    });
  }
  return rows.length;
}
