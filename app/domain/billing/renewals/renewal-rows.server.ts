import type { Db, Tx } from "#db/client.ts";
import type { OrderRow } from "../orders/orders.server.ts";
import { lockOrder } from "../payments/attempt-rows.server.ts";
import { type RenewalDates, renewalDates } from "./renewal-dates.ts";

/** A subscription with what its renewal needs to know. */
export type Renewing = Awaited<ReturnType<typeof lockSubscription>>;

/** Subscriptions the billing run looks at. */
const RENEWING: readonly Renewing["status"][] = ["active", "past-due", "suspended"];

/** Whether the billing run has anything to do with a subscription in this state. */
export function isRenewing(status: Renewing["status"]): boolean {
  return RENEWING.includes(status);
}

/** Locks a subscription; whoever locks its order too does that before. */
export function lockSubscription(tx: Tx, subscriptionId: string) {
  return tx
    .selectFrom("subscriptions")
    .innerJoin("plans", "plans.id", "subscriptions.plan_id")
    .innerJoin("prices", "prices.id", "subscriptions.price_id")
    .selectAll("subscriptions")
    .select([
      "plans.name as plan_name",
      "plans.renewal_days_monthly",
      "plans.renewal_days_yearly",
      "plans.grace_days",
      "plans.termination_days",
      "prices.amount_idr",
    ])
    .where("subscriptions.id", "=", subscriptionId)
    .forUpdate("subscriptions")
    .executeTakeFirstOrThrow();
}

/** Whether a bill is of another price or another period than the subscription's next one: its plan was changed since. */
export function isOutdatedBill(bill: OrderRow, subscription: { price_id: string; ends_at: Date }): boolean {
  return (
    bill.price_id !== subscription.price_id ||
    bill.period_starts_at?.getTime() !== subscription.ends_at.getTime()
  );
}

/** The dates of a subscription's next renewal, given its bill if there is one. */
export function datesOf(subscription: Renewing, bill: OrderRow | null): RenewalDates {
  const isYearly = subscription.cycle === "yearly";
  return renewalDates({
    endsAt: subscription.ends_at,
    billedAt: bill?.created_at ?? null,
    suspendedAt: subscription.suspended_at,
    terms: {
      billDays: isYearly ? subscription.renewal_days_yearly : subscription.renewal_days_monthly,
      graceDays: subscription.grace_days,
      terminationDays: subscription.termination_days,
    },
  });
}

/** The unpaid bill of a subscription's next period, locked; or null. */
export async function lockBill(tx: Tx, subscriptionId: string): Promise<OrderRow | null> {
  const open = await findBillId(tx, subscriptionId);
  if (!open) return null;
  const order = await lockOrder(tx, open);
  return order.status === "awaiting-payment" ? order : null;
}

/** The id of the unpaid bill, without a lock. */
export async function findBillId(db: Db, subscriptionId: string): Promise<string | null> {
  const open = await db
    .selectFrom("orders")
    .select("id")
    .where("subscription_id", "=", subscriptionId)
    .where("kind", "=", "renewal")
    .where("status", "=", "awaiting-payment")
    .executeTakeFirst();
  return open?.id ?? null;
}

/** Says when the billing run looks at a subscription again; null is never. */
export async function lookAgain(tx: Tx, subscriptionId: string, at: Date | null): Promise<void> {
  await tx.updateTable("subscriptions").set({ next_step_at: at }).where("id", "=", subscriptionId).execute();
}
