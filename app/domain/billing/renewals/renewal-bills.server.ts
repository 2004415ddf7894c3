import { randomUUID } from "node:crypto";
import { record, SYSTEM } from "#app/domain/audit/audit.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import { enqueue } from "#app/jobs/queue.server.ts";
import type { Tx } from "#db/client.ts";
import { promisedDiscount } from "../coupons/coupons.server.ts";
import { spendCredit } from "../credit/credit.server.ts";
import { priceOf } from "../invoices/tax.ts";
import { closeAttempts } from "../orders/endings.server.ts";
import { nextOrderNumber, type OrderRow } from "../orders/orders.server.ts";
import { hostOf } from "../orders/site-address.ts";
import { siteOrdered } from "../orders/site-ordered.server.ts";
import { later } from "./renewal-dates.ts";
import { datesOf, type Renewing } from "./renewal-rows.server.ts";
import { extendSubscription } from "./renewal-settlement.server.ts";

/**
 * Makes the bill of a subscription's next period, at the price agreed, less what a coupon promised for every
 * payment, and under today's tax rule, payable until the subscription is terminated. Under the subscription's lock; a second bill of one period is refused by the database.
 */
export async function makeBill(
  tx: Tx,
  settings: Settings,
  subscription: Renewing,
  now: Date,
): Promise<OrderRow> {
  const { couponId, discountIdr } = await promisedDiscount(tx, {
    subscriptionId: subscription.id,
    planId: subscription.plan_id,
    priceIdr: subscription.amount_idr,
  });
  const { subtotalIdr, taxIdr, totalIdr } = priceOf(subscription.amount_idr - discountIdr, settings.tax);
  const order = await tx
    .insertInto("orders")
    .values({
      ...(await siteOrdered(tx, subscription.id)),
      number: await nextOrderNumber(tx, now),
      kind: "renewal",
      user_id: subscription.user_id,
      plan_id: subscription.plan_id,
      price_id: subscription.price_id,
      cycle: subscription.cycle,
      subscription_id: subscription.id,
      period_starts_at: subscription.ends_at,
      coupon_id: couponId,
      discount_idr: discountIdr,
      subtotal_idr: subtotalIdr,
      tax_idr: taxIdr,
      total_idr: totalIdr,
      tax_rule: settings.tax ? JSON.stringify(settings.tax) : null,
      checkout_key: randomUUID(),
      expires_at: later(now, subscription.termination_days),
      created_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const expiresAt = datesOf(subscription, order).terminateAt;
  await tx.updateTable("orders").set({ expires_at: expiresAt }).where("id", "=", order.id).execute();
  await record(tx, {
    ...SYSTEM,
    subjectType: "order",
    subjectId: order.id,
    orderId: order.id,
    event: "order-placed",
    detail: { number: order.number, totalIdr, subscriptionId: subscription.id },
    now,
  });
  return { ...order, expires_at: expiresAt };
}

/**
 * Pays a bill from the customer's credit if the balance covers the whole of it: the period, the invoice and the notice
 * follow as with money from the gateway, but there is no gateway transaction. A smaller balance is left alone: the
 * gateway is asked for the whole amount or for nothing. Under the locks of the order and the subscription.
 */
export async function payFromCredit(tx: Tx, order: OrderRow, now: Date): Promise<boolean> {
  const { id: orderId, user_id: userId, total_idr: amountIdr } = order;
  if (!(await spendCredit(tx, { userId, orderId, amountIdr, now }))) return false;
  await closeAttempts(tx, orderId, now);
  await tx
    .updateTable("orders")
    .set({ status: "paid", paid_at: now })
    .where("id", "=", orderId)
    .where("status", "=", "awaiting-payment")
    .execute();
  await record(tx, {
    ...SYSTEM,
    subjectType: "order",
    subjectId: orderId,
    orderId,
    event: "order-paid",
    detail: { amountIdr, method: "credit" },
    now,
  });
  const extended = await extendSubscription(tx, order, now);
  // Under the lock of the subscription, whose end is what the bill begins at.
  if (extended.outcome !== "extended") throw new Error(`bill ${order.number} extends nothing`);
  return true;
}

/** A letter about a bill, once for its key; `values` come on top of what every such letter says. */
export async function tellAboutBill(
  tx: Tx,
  settings: Settings,
  letter: {
    kind: "renewal-due" | "past-due" | "site-suspended" | "termination-soon";
    order: OrderRow;
    subscription: Renewing;
    /** Which of several letters of one kind about one period. */
    step: string | number;
  },
): Promise<void> {
  const { kind, order, subscription, step } = letter;
  const dates = datesOf(subscription, order);
  const key = `${kind}:${subscription.id}:${subscription.ends_at.toISOString()}:${step}`;
  await enqueue(
    tx,
    "send-notice",
    {
      key,
      kind,
      userId: order.user_id,
      values: {
        orderNumber: order.number,
        totalIdr: order.total_idr,
        planName: subscription.plan_name,
        host: hostOf({ label: order.site_label, domain: order.site_domain }, settings.sitesDomain),
        endsAt: dates.endsAt.toISOString(),
        suspendsAt: dates.suspendAt.toISOString(),
        terminatesAt: dates.terminateAt.toISOString(),
      },
    },
    { key },
  );
}
