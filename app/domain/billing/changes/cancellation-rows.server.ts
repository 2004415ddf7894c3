import { type Actor, record } from "#app/domain/audit/audit.server.ts";
import { endWebsite } from "#app/domain/hosting/websites/standing.server.ts";
import { enqueue } from "#app/jobs/queue.server.ts";
import type { Tx } from "#db/client.ts";
import type { Cancellations } from "#db/schema.ts";
import { closeAttempts, closeOrder } from "../orders/endings.server.ts";
import { lockOrder } from "../payments/attempt-rows.server.ts";
import { lockSubscription, type Renewing } from "../renewals/renewal-rows.server.ts";

export const cancelReasons = ["price", "not-needed", "moving", "trouble", "other"] as const;
export type Wish = {
  subscriptionId: string;
  userId: string;
  reason: Cancellations["reason"];
  /** In the customer's own words; may be empty. */
  note: string;
  now: Date;
};

/**
 * Locks the orders of a subscription that are unpaid or may be given back, then the subscription; null when an order came
 * in between: then begin anew.
 */
export async function lockAll(tx: Tx, subscriptionId: string): Promise<Renewing | null> {
  const before = await orderIds(tx, subscriptionId);
  for (const id of before) await lockOrder(tx, id);
  const subscription = await lockSubscription(tx, subscriptionId);
  const after = await orderIds(tx, subscriptionId);
  return after.every((id) => before.includes(id)) ? subscription : null;
}

async function orderIds(tx: Tx, subscriptionId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom("orders")
    .select("id")
    .where("subscription_id", "=", subscriptionId)
    .where("status", "in", ["awaiting-payment", "paid"])
    .orderBy("id")
    .execute();
  return rows.map((row) => row.id);
}

/** Closes what is still unpaid of a subscription. Money that comes all the same becomes credit. */
export async function closeUnpaid(tx: Tx, subscriptionId: string, who: Actor, now: Date): Promise<void> {
  const open = await tx
    .selectFrom("orders")
    .select("id")
    .where("subscription_id", "=", subscriptionId)
    .where("status", "=", "awaiting-payment")
    .execute();
  for (const { id } of open) {
    await closeAttempts(tx, id, now);
    await closeOrder(tx, id, "cancelled", who, now);
  }
}

/** Writes down what the customer wants; a wish that is open already is replaced by the newer one. */
export async function keepWish(
  tx: Tx,
  wish: Wish,
  { mode, takesEffectAt }: { mode: Cancellations["mode"]; takesEffectAt: Date },
): Promise<void> {
  const said = { mode, reason: wish.reason, note: wish.note, requested_at: wish.now };
  const open = await tx
    .updateTable("cancellations")
    .set({ ...said, takes_effect_at: takesEffectAt })
    .where("subscription_id", "=", wish.subscriptionId)
    .where("taken_back_at", "is", null)
    .where("ended_at", "is", null)
    .returning("id")
    .executeTakeFirst();
  if (open) return;
  await tx
    .insertInto("cancellations")
    .values({
      ...said,
      subscription_id: wish.subscriptionId,
      user_id: wish.userId,
      takes_effect_at: takesEffectAt,
    })
    .execute();
}

const RUNNING: readonly Renewing["status"][] = ["active", "past-due", "suspended", "cancelling"];

/** Whether a subscription has nothing left to end. */
export function isOver(status: Renewing["status"]): boolean {
  return !RUNNING.includes(status);
}

/** Whoever owns the subscription, as history names them. */
export function customer({ userId }: { userId: string }): Actor {
  return { actor: "customer", actorId: userId };
}

/** Decides under all its locks, the gateway having answered, that a subscription ends with its term; writes no letter. */
export async function decideAtTerm(
  tx: Tx,
  subscription: Renewing,
  wish: Wish,
): Promise<{ outcome: "cancelling" | "already-cancelling" | "only-now" | "over" }> {
  const { id, status, ends_at: endsAt } = subscription;
  if (status === "cancelling") return { outcome: "already-cancelling" };
  if (isOver(status)) return { outcome: "over" };
  if (status !== "active" || wish.now >= endsAt) return { outcome: "only-now" };
  await closeUnpaid(tx, id, customer(wish), wish.now);
  await keepWish(tx, wish, { mode: "at-term", takesEffectAt: endsAt });
  await tx
    .updateTable("subscriptions")
    .set({ status: "cancelling", next_step_at: endsAt })
    .where("id", "=", id)
    .execute();
  const detail = { endsAt: endsAt.toISOString(), reason: wish.reason };
  await noteSubscription(tx, subscription, "subscription-cancelling", {
    who: customer(wish),
    detail,
    now: wish.now,
  });
  return { outcome: "cancelling" };
}

/** Takes the cancellation of a subscription back, under its lock, and says so in a letter. */
export async function goOn(
  tx: Tx,
  subscription: Renewing,
  { userId, now }: { userId: string; now: Date },
): Promise<void> {
  await tx
    .updateTable("subscriptions")
    .set({ status: "active", next_step_at: now })
    .where("id", "=", subscription.id)
    .execute();
  await tx
    .updateTable("cancellations")
    .set({ taken_back_at: now })
    .where("subscription_id", "=", subscription.id)
    .where("taken_back_at", "is", null)
    .where("ended_at", "is", null)
    .execute();
  const event = "cancellation-taken-back";
  const detail = { endsAt: subscription.ends_at.toISOString() };
  await noteSubscription(tx, subscription, event, { who: customer({ userId }), detail, now });
  await tellAboutEnd(tx, subscription, { kind: event, mode: "at-term", creditIdr: 0, now });
}

/** Ends a subscription for good by the customer's wish, and has its site go off. Under the subscription's lock. */
export async function endSubscription(
  tx: Tx,
  subscription: Renewing,
  { who, creditIdr, now }: { who: Actor; creditIdr: number; now: Date },
): Promise<void> {
  await tx
    .updateTable("subscriptions")
    .set({ status: "ended", next_step_at: null })
    .where("id", "=", subscription.id)
    .execute();
  await tx
    .updateTable("cancellations")
    .set({ ended_at: now })
    .where("subscription_id", "=", subscription.id)
    .where("taken_back_at", "is", null)
    .where("ended_at", "is", null)
    .execute();
  await noteSubscription(tx, subscription, "subscription-ended", { who, detail: { creditIdr }, now });
  await endWebsite(tx, { subscriptionId: subscription.id, now });
  await tellAboutEnd(tx, subscription, { kind: "subscription-cancelled", mode: "ended", creditIdr, now });
}

type Telling = {
  kind: "subscription-cancelled" | "cancellation-taken-back";
  mode: "at-term" | "ended";
  creditIdr: number;
  now: Date;
};

/** The letter about an end that is coming, has come, or was taken back. */
export async function tellAboutEnd(tx: Tx, subscription: Renewing, telling: Telling): Promise<void> {
  const { kind, mode, creditIdr, now } = telling;
  const site = await tx
    .selectFrom("websites")
    .select(["id", "host"])
    .where("subscription_id", "=", subscription.id)
    .executeTakeFirst();
  if (!site) return;
  const endsAt = subscription.ends_at.toISOString();
  await enqueue(tx, "send-notice", {
    key: `${kind}:${subscription.id}:${mode}:${now.toISOString()}`,
    kind,
    userId: subscription.user_id,
    values: { mode, host: site.host, websiteId: site.id, endsAt, creditIdr },
  });
}

/** One line of the subscription's history. */
async function noteSubscription(
  tx: Tx,
  { id: subjectId }: Renewing,
  event: string,
  { who, detail, now }: { who: Actor; detail: Record<string, string | number>; now: Date },
): Promise<void> {
  await record(tx, { ...who, subjectType: "subscription", subjectId, event, detail, now });
}
