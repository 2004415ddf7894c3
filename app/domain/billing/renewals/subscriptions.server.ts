import { randomUUID } from "node:crypto";
import type { Db, Tx } from "#db/client.ts";
import { type Cycle, periodEnd } from "./periods.ts";

type Start = {
  userId: string;
  orderId: string;
  planId: string;
  priceId: string;
  cycle: Cycle;
  /** The moment of payment: every later date of renewal is counted from it. */
  anchor: Date;
  now: Date;
};

export type Started = { subscriptionId: string; endsAt: Date };

/** Begins a subscription with its first period, in the caller's transaction. An order begins at most one: a second throws. */
export async function startSubscription(tx: Tx, start: Start): Promise<Started> {
  const [started] = await startSubscriptions(tx, [start]);
  return started!;
}

/** Begins several, as `startSubscription` does, in one statement; they come back in the same order. */
export async function startSubscriptions(tx: Tx, starts: readonly Start[]): Promise<Started[]> {
  const made = starts.map((start) => ({
    start,
    subscriptionId: randomUUID(),
    endsAt: periodEnd(start.anchor, start.cycle, 1),
  }));
  await tx
    .with("started", (by) =>
      by.insertInto("subscriptions").values(
        made.map(({ start, subscriptionId, endsAt }) => ({
          id: subscriptionId,
          user_id: start.userId,
          plan_id: start.planId,
          price_id: start.priceId,
          cycle: start.cycle,
          status: "active" as const,
          anchor_at: start.anchor,
          ends_at: endsAt,
          created_at: start.now,
          next_step_at: start.now,
        })),
      ),
    )
    .insertInto("subscription_periods")
    .values(
      made.map(({ start, subscriptionId, endsAt }) => ({
        subscription_id: subscriptionId,
        starts_at: start.anchor,
        ends_at: endsAt,
        order_id: start.orderId,
      })),
    )
    .execute();
  return made;
}

export type NextPayment = {
  at: Date;
  amountIdr: number;
  planName: string;
  cycle: Cycle;
  host: string | null;
};

/** What is due next and when, before tax, at the price agreed; null for a customer without a running subscription. */
export async function nextPayment(db: Db, userId: string): Promise<NextPayment | null> {
  const row = await subscriptionsOf(db, userId)
    .where("subscriptions.status", "in", ["active", "past-due", "suspended"])
    .executeTakeFirst();
  if (!row) return null;
  const { ends_at: at, amount_idr: amountIdr, plan_name: planName, cycle, host } = row;
  return { at, amountIdr, planName, cycle, host };
}

export type Bill = { number: string; totalIdr: number; payableUntil: Date };

/** The unpaid bill that keeps one of the customer's own subscriptions going, or null. Rupiah with tax. */
export async function findBill(db: Db, userId: string, subscriptionId: string): Promise<Bill | null> {
  const row = await db
    .selectFrom("orders")
    .select(["number", "total_idr", "expires_at"])
    .where("user_id", "=", userId)
    .where("subscription_id", "=", subscriptionId)
    .where("kind", "=", "renewal")
    .where("status", "=", "awaiting-payment")
    .executeTakeFirst();
  return row ? { number: row.number, totalIdr: row.total_idr, payableUntil: row.expires_at } : null;
}

function subscriptionsOf(db: Db, userId: string) {
  return db
    .selectFrom("subscriptions")
    .innerJoin("plans", "plans.id", "subscriptions.plan_id")
    .innerJoin("prices", "prices.id", "subscriptions.price_id")
    .leftJoin("websites", "websites.subscription_id", "subscriptions.id")
    .select([
      "plans.name as plan_name",
      "subscriptions.cycle",
      "subscriptions.ends_at",
      "prices.amount_idr",
      "websites.host",
    ])
    .where("subscriptions.user_id", "=", userId)
    .orderBy("subscriptions.ends_at")
    .orderBy("subscriptions.id");
}
