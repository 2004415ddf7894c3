import { askForAttention, endAttention } from "#app/domain/attention/attention.server.ts";
import { later } from "#app/domain/billing/renewals/renewal-dates.ts";
import { enqueue } from "#app/jobs/queue.server.ts";
import type { Db } from "#db/client.ts";
import { isUuid, recordWebsite } from "../websites/websites.server.ts";

const MINUTE_MS = 60_000;
/** Pauses between tries; after the last one it is tried once a day, by the daily run. */
const PAUSES_MS = [5 * MINUTE_MS, 30 * MINUTE_MS, 120 * MINUTE_MS, 360 * MINUTE_MS];
const ASKED_AFTER_TRIES = 3;

type Failing = { id: string; order_id: string; user_id: string; host: string };

/** Writes a failed try of an export down, queues the next and asks staff at the third. The site's files stay. */
export async function noteFailedExport(db: Db, site: Failing, reason: string, now: Date): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const problem = reason.slice(0, 300);
    const row = await tx
      .updateTable("site_exports")
      .set((of) => ({ tries: of("tries", "+", 1), problem }))
      .where("website_id", "=", site.id)
      .where("status", "=", "waiting")
      .returning("tries")
      .executeTakeFirst();
    if (!row) return;
    const wait = PAUSES_MS[row.tries - 1];
    const job = { key: `export-website:${site.id}`, runAt: new Date(now.getTime() + (wait ?? 0)) };
    if (wait !== undefined) await enqueue(tx, "export-website", { websiteId: site.id }, job);
    await recordWebsite(
      tx,
      { id: site.id, orderId: site.order_id },
      "export-failed",
      { tries: row.tries },
      now,
    );
    if (row.tries !== ASKED_AFTER_TRIES) return;
    await askForAttention(tx, {
      kind: "export-failed",
      subject: site.id,
      detail: { host: site.host, reason: problem },
      userId: site.user_id,
      orderId: site.order_id,
    });
  });
}

/**
 * Staff give up a last export that cannot be made: only then may the files go without one, after the plan's days and a
 * warning all the same. Does nothing to an export that exists, or twice.
 */
export async function waiveExport(
  db: Db,
  { websiteId, staffId, now }: { websiteId: string; staffId: string; now: Date },
): Promise<{ outcome: "waived" | "not-waiting" }> {
  if (!isUuid(websiteId)) return { outcome: "not-waiting" };
  return db.transaction().execute(async (tx) => {
    const site = await tx
      .selectFrom("websites")
      .innerJoin("subscriptions", "subscriptions.id", "websites.subscription_id")
      .innerJoin("plans", "plans.id", "subscriptions.plan_id")
      .select(["websites.id", "websites.order_id", "plans.export_days"])
      .where("websites.id", "=", websiteId)
      .executeTakeFirst();
    const waived =
      site &&
      (await tx
        .updateTable("site_exports")
        .set({ status: "waived", waived_by: staffId, expires_at: later(now, site.export_days) })
        .where("website_id", "=", websiteId)
        .where("status", "=", "waiting")
        .returning("id")
        .executeTakeFirst());
    if (!waived) return { outcome: "not-waiting" };
    await endAttention(tx, { kinds: ["export-failed"], subject: websiteId, staffId, now });
    const who = { actor: "staff" as const, actorId: staffId };
    await recordWebsite(tx, { id: site.id, orderId: site.order_id }, "export-waived", {}, now, who);
    return { outcome: "waived" };
  });
}
