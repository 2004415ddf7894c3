import { enqueue, enqueueAll } from "#app/jobs/queue.server.ts";
import type { Db } from "#db/client.ts";
import { switchingJob } from "./standing.server.ts";
import { isUuid, recordWebsite } from "./websites.server.ts";

type ByStaff = { websiteId: string; staffId: string; now: Date };

/**
 * Staff stop a website, whatever has been paid, and its owner is told why. Only staff let it run again. Called again it
 * says that it is stopped already; a website that has ended stays with its end.
 */
export async function stopByStaff(
  db: Db,
  { websiteId, staffId, note, now }: ByStaff & { note: string },
): Promise<{ outcome: "stopped" | "already-stopped" | "ended" | "not-found" }> {
  return db.transaction().execute(async (tx) => {
    const site = isUuid(websiteId) ? await lock(tx, websiteId) : undefined;
    if (!site) return { outcome: "not-found" };
    if (site.suspended_reason === "staff") return { outcome: "already-stopped" };
    if (site.suspended_reason === "ended" || ["deleting", "deleted"].includes(site.status)) {
      return { outcome: "ended" };
    }
    const set = { suspended_reason: "staff" as const, stop_note: note };
    await tx.updateTable("websites").set(set).where("id", "=", websiteId).execute();
    const who = { actor: "staff" as const, actorId: staffId };
    const about = { id: websiteId, orderId: site.order_id };
    await recordWebsite(tx, about, "website-stopped-by-staff", { note }, now, who);
    await enqueueAll(tx, [switchingJob(websiteId)]);
    await enqueue(tx, "send-notice", {
      key: `site-stopped:${websiteId}:${now.toISOString()}`,
      kind: "site-stopped",
      userId: site.user_id,
      values: { host: site.host, websiteId, note },
    });
    return { outcome: "stopped" };
  });
}

/**
 * Staff let a website run that staff stopped. When its bill is unpaid by now, it stays off for that reason, and
 * paying brings it back; one its owner had deleted is in the trash again, for a day at least after they are told. Its
 * owner is told by the job that brings it back.
 */
export async function letRunByStaff(
  db: Db,
  { websiteId, staffId, now }: ByStaff,
): Promise<{ outcome: "let-run" | "still-unpaid" | "still-trash" | "not-stopped" }> {
  return db.transaction().execute(async (tx) => {
    const site = isUuid(websiteId) ? await lock(tx, websiteId) : undefined;
    if (site?.suspended_reason !== "staff") return { outcome: "not-stopped" };
    const { status } = await tx
      .selectFrom("subscriptions")
      .select("status")
      .where("id", "=", site.subscription_id)
      .executeTakeFirstOrThrow();
    const unpaid = status === "suspended" ? ("unpaid" as const) : null;
    const reason = site.trashed_at ? ("trash" as const) : unpaid;
    const set = { suspended_reason: reason, stop_note: null, trash_warned_at: null };
    await tx.updateTable("websites").set(set).where("id", "=", websiteId).execute();
    const who = { actor: "staff" as const, actorId: staffId };
    const about = { id: websiteId, orderId: site.order_id };
    await recordWebsite(tx, about, "website-let-run-by-staff", { reason }, now, who);
    await enqueueAll(tx, [switchingJob(websiteId)]);
    if (reason !== "trash") return { outcome: reason ? "still-unpaid" : "let-run" };
    const { subscription_id: subscriptionId } = site;
    await enqueue(
      tx,
      "renew-subscription",
      { subscriptionId },
      { key: `renew-subscription:${subscriptionId}` },
    );
    return { outcome: "still-trash" };
  });
}

function lock(tx: Db, websiteId: string) {
  return tx.selectFrom("websites").selectAll().where("id", "=", websiteId).forUpdate().executeTakeFirst();
}
