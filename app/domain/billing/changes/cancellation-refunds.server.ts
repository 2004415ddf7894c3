import type { Db, Tx } from "#db/client.ts";
import { isRefundable } from "../credit/refund-policy.ts";
import { giveBack } from "../credit/refunds.server.ts";

/** What of an order comes back when its subscription ends now. Whole rupiah. */
export type Returnable = { orderId: string; subtotalIdr: number; taxIdr: number };

/**
 * What the refund policy gives back of a subscription that would end now: all that is left of each paid order within its
 * days. Nothing when staff stopped the site: that is for a person to decide.
 */
export async function returnables(db: Db, subscriptionId: string, now: Date): Promise<Returnable[]> {
  const stopped = await db
    .selectFrom("websites")
    .select("id")
    .where("subscription_id", "=", subscriptionId)
    .where("suspended_reason", "=", "staff")
    .executeTakeFirst();
  if (stopped) return [];
  const orders = await db
    .selectFrom("orders")
    .leftJoin("refunds", "refunds.order_id", "orders.id")
    .select(["orders.id", "orders.kind", "orders.paid_at", "orders.period_starts_at"])
    .select(["orders.subtotal_idr", "orders.tax_idr"])
    .select((of) => of.fn.coalesce(of.fn.sum<number>("refunds.subtotal_idr"), of.lit(0)).as("given"))
    .select((of) => of.fn.coalesce(of.fn.sum<number>("refunds.tax_idr"), of.lit(0)).as("given_tax"))
    .where("orders.subscription_id", "=", subscriptionId)
    .where("orders.status", "=", "paid")
    .groupBy("orders.id")
    .orderBy("orders.id")
    .execute();
  return orders
    .filter((one) =>
      isRefundable({ kind: one.kind, paidAt: one.paid_at, periodStartsAt: one.period_starts_at }, now),
    )
    .map((one) => ({
      orderId: one.id,
      subtotalIdr: one.subtotal_idr - Number(one.given),
      taxIdr: Math.max(0, one.tax_idr - Number(one.given_tax)),
    }))
    .filter((one) => one.subtotalIdr > 0);
}

/** The sum of all of them, with tax. */
export function sumOf(returning: readonly Returnable[]): number {
  return returning.reduce((sum, one) => sum + one.subtotalIdr + one.taxIdr, 0);
}

/** Turns them into credit, under the locks of their orders and of the subscription. */
export async function returnAll(
  tx: Tx,
  returning: readonly Returnable[],
  { userId, now }: { userId: string; now: Date },
): Promise<void> {
  for (const one of returning) {
    const { outcome } = await giveBack(tx, {
      ...one,
      userId,
      way: "credit",
      cause: "cancellation",
      reason: "",
      now,
    });
    if (outcome !== "given") throw new Error(`order ${one.orderId} has less to give back than it said`);
  }
}
