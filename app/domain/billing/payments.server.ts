import { amountForOrder } from "#app/adapters/ipaymu/transaction.server.ts";
import { askForAttention } from "#app/domain/attention/attention.server.ts";
import { type Entry, GATEWAY, record } from "#app/domain/audit/audit.server.ts";
import { createWebsite } from "#app/domain/hosting/websites.server.ts";
import { enqueueAll, type Job, job } from "#app/jobs/queue.server.ts";
import { creditTransaction } from "./credit.server.ts";
import { extendSubscription } from "./renewal-settlement.server.ts";
import type { Case } from "./settlement.server.ts";
import { hostOf } from "./site-address.ts";
import { startSubscription } from "./subscriptions.server.ts";
import { keepTransaction } from "./transactions.server.ts";

/*
 * What money does once the gateway has confirmed it. Each runs inside the settlement's transaction, under the locks
 * of the order and the attempt, and at most once for a gateway transaction.
 */

/** The order is paid: a purchase begins its subscription and website, a renewal extends what there is. */
export async function acceptPayment(one: Case): Promise<"settled" | "late-payment"> {
  if (one.order.kind === "renewal") return acceptRenewal(one);
  const { tx, settings, order, now } = one;
  const paidAt = paidMoment(one);
  const { subscriptionId, endsAt } = await startSubscription(tx, {
    userId: order.user_id,
    orderId: order.id,
    planId: order.plan_id,
    priceId: order.price_id,
    cycle: order.cycle,
    anchor: paidAt,
    now,
  });
  await markPaid(one, paidAt, subscriptionId);
  const host = hostOf({ label: order.site_label, domain: order.site_domain }, settings.sitesDomain);
  const site = { userId: order.user_id, subscriptionId, orderId: order.id, host, now };
  await createWebsite(tx, site, {
    lines: [line(one, "order-paid"), startLine(one, subscriptionId, endsAt)],
    jobs: [
      job("issue-invoice", { orderId: order.id }, { key: `issue-invoice:${order.id}` }),
      message(one, "payment-received", { totalIdr: order.total_idr, planName: order.plan_name }),
    ],
  });
  return "settled";
}

/** A bill is paid, early or late: the next period begins where the last one ended. */
async function acceptRenewal(one: Case): Promise<"settled" | "late-payment"> {
  const { tx, order, now } = one;
  const { outcome } = await extendSubscription(tx, order, now);
  if (outcome === "not-extended") return creditPayment(one, "late-payment");
  await markPaid(one, paidMoment(one), order.subscription_id);
  await record(tx, line(one, "order-paid"));
  return "settled";
}

async function markPaid(one: Case, paidAt: Date, subscriptionId: string | null): Promise<void> {
  const { tx, order, attempt, transaction, now } = one;
  await keepTransaction(tx, { transaction, attempt, outcome: "settled", now });
  await tx
    .with("used", (by) =>
      by
        .updateTable("payment_attempts")
        .set({ status: "paid", trx_id: transaction.trxId, next_check_at: null, closed_at: now })
        .where("id", "=", attempt.id),
    )
    .updateTable("orders")
    .set({ status: "paid", paid_at: paidAt, subscription_id: subscriptionId })
    .where("id", "=", order.id)
    .execute();
}

/** Money that no order can take any more becomes credit, and its owner is told. */
export async function creditPayment<Reason extends "second-payment" | "late-payment">(
  one: Case,
  reason: Reason,
): Promise<Reason> {
  const { tx, order, attempt, transaction, now } = one;
  await keepTransaction(tx, { transaction, attempt, outcome: reason, now });
  await creditTransaction(tx, {
    userId: order.user_id,
    orderId: order.id,
    trxId: transaction.trxId,
    amountIdr: amountForOrder(transaction),
    reason,
    now,
  });
  await finishAttempt(one);
  await record(tx, line(one, "payment-credited", { reason }));
  await enqueueAll(tx, [
    message(one, "payment-credited", { amountIdr: amountForOrder(transaction), reason }),
  ]);
  return reason;
}

/** Not the amount asked for: nothing is settled; the money is visible to the customer and waits for a person. */
export async function refuseAmount(one: Case): Promise<"wrong-amount"> {
  const { tx, order, attempt, transaction, now } = one;
  await keepTransaction(tx, { transaction, attempt, outcome: "wrong-amount", now });
  await finishAttempt(one);
  await record(tx, line(one, "payment-wrong-amount", { expectedIdr: attempt.amount_idr }));
  await askForAttention(tx, {
    kind: "wrong-amount",
    subject: transaction.trxId,
    detail: { number: order.number, expectedIdr: attempt.amount_idr, paidIdr: amountForOrder(transaction) },
    userId: order.user_id,
    orderId: order.id,
  });
  await enqueueAll(tx, [message(one, "payment-refused", { amountIdr: amountForOrder(transaction) })]);
  return "wrong-amount";
}

/** The gateway gave the money back. What was bought with it is for a person to decide. */
export async function recordRefund(one: Case): Promise<"refunded"> {
  const { tx, order, attempt, transaction, before, now } = one;
  await keepTransaction(tx, { transaction, attempt, outcome: "refunded", now });
  await finishAttempt(one);
  if (before === "settled" && order.status === "paid") {
    await tx.updateTable("orders").set({ status: "refunded" }).where("id", "=", order.id).execute();
  }
  await record(tx, line(one, "payment-refunded"));
  await askForAttention(tx, {
    kind: "refunded",
    subject: transaction.trxId,
    detail: { number: order.number, amountIdr: amountForOrder(transaction), before },
    userId: order.user_id,
    orderId: order.id,
  });
  return "refunded";
}

/** Its page has been used; whoever wants to pay again gets another. A paid attempt stays paid. */
async function finishAttempt({ tx, attempt, transaction, now }: Case): Promise<void> {
  await tx
    .updateTable("payment_attempts")
    .set({ status: "closed", trx_id: transaction.trxId, next_check_at: null, closed_at: now })
    .where("id", "=", attempt.id)
    .where("status", "<>", "paid")
    .execute();
}

/** The gateway's own moment, in whole seconds; never ahead of our clock nor before the attempt was made. */
function paidMoment({ attempt, transaction, now }: Case): Date {
  const told = transaction.paidAt ?? now;
  return new Date(Math.min(now.getTime(), Math.max(told.getTime(), attempt.created_at.getTime())));
}

/** One line of the order's history, on what the gateway told. */
function line(one: Case, event: string, more: Record<string, string | number> = {}): Entry {
  const { order, transaction, now } = one;
  const { trxId, method, channel } = transaction;
  return {
    ...GATEWAY,
    subjectType: "order",
    subjectId: order.id,
    orderId: order.id,
    event,
    detail: { trxId, amountIdr: amountForOrder(transaction), method, channel, ...more },
    now,
  };
}

function startLine({ order, now }: Case, subscriptionId: string, endsAt: Date): Entry {
  return {
    ...GATEWAY,
    subjectType: "subscription",
    subjectId: subscriptionId,
    orderId: order.id,
    event: "subscription-started",
    detail: { endsAt: endsAt.toISOString() },
    now,
  };
}

/** A message to the buyer; a payment has one of each kind. */
function message(
  { order, transaction }: Case,
  kind: "payment-received" | "payment-credited" | "payment-refused",
  values: Record<string, string | number>,
): Job {
  return job("send-notice", {
    key: `${kind}:${transaction.trxId}`,
    kind,
    userId: order.user_id,
    values: { orderNumber: order.number, ...values },
  });
}
