import { type Actor, SYSTEM } from "#app/domain/audit/audit.server.ts";
import { enqueue, enqueueAll } from "#app/jobs/queue.server.ts";
import type { Db, Tx } from "#db/client.ts";
import { OUT_OF_TRASH, switchingJob } from "./standing.server.ts";
import { recordWebsite, type WebsiteRow } from "./websites.server.ts";

/** A deleted website that can still be taken back. */
export type Trashed = WebsiteRow & { trashed_at: Date; trash_ends_at: Date };

/** A subscription's website that its owner deleted and nothing has ended yet, also while staff hold it; or null. */
export async function findTrashed(db: Db, subscriptionId: string): Promise<Trashed | null> {
  const site = await db
    .selectFrom("websites")
    .selectAll()
    .where("subscription_id", "=", subscriptionId)
    .where("trashed_at", "is not", null)
    .where("suspended_reason", "in", ["trash", "staff"])
    .executeTakeFirst();
  return site ? (site as Trashed) : null;
}

/** A subscription's website, locked; whoever locks its subscription too does that before. */
export async function lockSiteOf(tx: Tx, subscriptionId: string): Promise<WebsiteRow | null> {
  const site = await tx
    .selectFrom("websites")
    .selectAll()
    .where("subscription_id", "=", subscriptionId)
    .forUpdate()
    .executeTakeFirst();
  return site ?? null;
}

type Putting = { userId: string; endsAt: Date; isWarned: boolean; didCancel: boolean; now: Date };

/** Has a locked website go off because its owner deleted it, and tells them until when that can be taken back. */
export async function putInTrash(tx: Tx, site: WebsiteRow, putting: Putting): Promise<void> {
  const { userId, endsAt, isWarned, didCancel, now } = putting;
  await tx
    .updateTable("websites")
    .set({
      suspended_reason: "trash",
      trashed_at: now,
      trash_ends_at: endsAt,
      trash_warned_at: isWarned ? now : null,
      did_trash_cancel: didCancel,
    })
    .where("id", "=", site.id)
    .execute();
  const who: Actor = { actor: "customer", actorId: userId };
  const detail = { endsAt: endsAt.toISOString(), didCancel };
  await recordWebsite(tx, { id: site.id, orderId: site.order_id }, "website-trashed", detail, now, who);
  await enqueueAll(tx, [switchingJob(site.id)]);
  await tell(tx, site, { kind: "site-trashed", endsAt, now, didCancel });
}

/** Has a locked website leave the trash: it runs again, or stays off because it is unpaid. */
export async function takeOutOfTrash(
  tx: Tx,
  site: WebsiteRow,
  { isUnpaid, userId, now }: { isUnpaid: boolean; userId: string; now: Date },
): Promise<void> {
  await tx
    .updateTable("websites")
    .set({ ...OUT_OF_TRASH, suspended_reason: isUnpaid ? "unpaid" : null })
    .where("id", "=", site.id)
    .execute();
  const who: Actor = { actor: "customer", actorId: userId };
  const about = { id: site.id, orderId: site.order_id };
  await recordWebsite(tx, about, "website-taken-back", { unpaid: isUnpaid }, now, who);
  await enqueueAll(tx, [switchingJob(site.id)]);
}

/** Writes down that the owner of a deleted website was told of its last day, which may move by that, and tells them. */
export async function warnOfTrash(
  tx: Tx,
  site: Trashed,
  { endsAt, now }: { endsAt: Date; now: Date },
): Promise<void> {
  await tx
    .updateTable("websites")
    .set({ trash_warned_at: now, trash_ends_at: endsAt })
    .where("id", "=", site.id)
    .execute();
  const detail = { endsAt: endsAt.toISOString() };
  await recordWebsite(tx, { id: site.id, orderId: site.order_id }, "trash-warned", detail, now, SYSTEM);
  await tell(tx, site, { kind: "trash-ends-soon", endsAt, now, didCancel: site.did_trash_cancel });
}

type Telling = { kind: "site-trashed" | "trash-ends-soon"; endsAt: Date; didCancel: boolean; now: Date };

async function tell(tx: Tx, site: WebsiteRow, { kind, endsAt, didCancel, now }: Telling): Promise<void> {
  await enqueue(tx, "send-notice", {
    key: `${kind}:${site.id}:${now.toISOString()}`,
    kind,
    userId: site.user_id,
    values: {
      host: site.host,
      websiteId: site.id,
      endsAt: endsAt.toISOString(),
      didCancel: didCancel ? 1 : 0,
    },
  });
}
