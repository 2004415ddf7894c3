import { record, SYSTEM } from "#app/domain/audit/audit.server.ts";
import { letRun } from "#app/domain/hosting/websites/standing.server.ts";
import { enqueue } from "#app/jobs/queue.server.ts";
import type { Tx } from "#db/client.ts";
import { findOpenChange } from "../changes/plan-change-rows.server.ts";
import type { OrderRow } from "../orders/orders.server.ts";
import { nextPeriodEnd } from "./periods.ts";
import { isOutdatedBill, isRenewing, lockSubscription } from "./renewal-rows.server.ts";

/**
 * What a paid renewal buys: the next period counted from the anchor, the subscription in good standing, and the site on
 * again if non-payment had stopped it. Under the order's lock. "not-extended" when the subscription is over, the period is
 * paid for already or the bill is of another plan; the money must then become credit.
 */
export async function extendSubscription(
  tx: Tx,
  order: OrderRow,
  now: Date,
): Promise<{ outcome: "extended"; endsAt: Date; planName: string } | { outcome: "not-extended" }> {
  if (!order.subscription_id || !order.period_starts_at) return { outcome: "not-extended" };
  const subscription = await lockSubscription(tx, order.subscription_id);
  const startsAt = subscription.ends_at;
  if (!isRenewing(subscription.status) || isOutdatedBill(order, subscription)) {
    return { outcome: "not-extended" };
  }
  const endsAt = nextPeriodEnd(subscription.anchor_at, subscription.cycle, startsAt);
  await tx
    .insertInto("subscription_periods")
    .values({ subscription_id: subscription.id, starts_at: startsAt, ends_at: endsAt, order_id: order.id })
    .execute();
  await tx
    .updateTable("subscriptions")
    .set({
      status: endsAt > now ? "active" : "past-due",
      ends_at: endsAt,
      suspended_at: null,
      next_step_at: now,
    })
    .where("id", "=", subscription.id)
    .execute();
  await record(tx, {
    ...SYSTEM,
    subjectType: "subscription",
    subjectId: subscription.id,
    orderId: order.id,
    event: "subscription-renewed",
    detail: { endsAt: endsAt.toISOString(), before: subscription.status },
    now,
  });
  await letRun(tx, { subscriptionId: subscription.id, now });
  // A change of plan that waits for its payment was reckoned without this period.
  if (await findOpenChange(tx, subscription.id)) {
    const outdated = { subscriptionId: subscription.id };
    await enqueue(tx, "close-outdated-orders", outdated, { key: `close-outdated-orders:${subscription.id}` });
  }
  await enqueue(tx, "issue-invoice", { orderId: order.id }, { key: `issue-invoice:${order.id}` });
  await enqueue(tx, "send-notice", {
    key: `renewal-paid:${order.id}`,
    kind: "renewal-paid",
    userId: order.user_id,
    values: {
      orderNumber: order.number,
      totalIdr: order.total_idr,
      planName: subscription.plan_name,
      endsAt: endsAt.toISOString(),
    },
  });
  return { outcome: "extended", endsAt, planName: subscription.plan_name };
}
