import { sql } from "kysely";
import { amountForOrder } from "#app/adapters/ipaymu/transaction.server.ts";
import { askForAttention } from "#app/domain/attention/attention.server.ts";
import { type Entry, GATEWAY, record } from "#app/domain/audit/audit.server.ts";
import { createWebsites } from "#app/domain/hosting/websites/websites.server.ts";
import { enqueueAll, type Job, job } from "#app/jobs/queue.server.ts";
import type { Tx } from "#db/client.ts";
import { applyPaidChange } from "../changes/plan-change-settlement.server.ts";
import { creditTransaction } from "../credit/credit.server.ts";
import { hostOf } from "../orders/site-address.ts";
import { extendSubscription } from "../renewals/renewal-settlement.server.ts";
import { startSubscriptions } from "../renewals/subscriptions.server.ts";
import { keepTransaction, keepTransactions } from "./transactions.server.ts";
import type { Case } from "./verdicts.server.ts";

/*
 * What money does once the gateway has confirmed it. Each runs inside the settlement's transaction, under the locks
 * of the order and the attempt, and at most once for a gateway transaction.
 */

/** The order is paid: a purchase begins its subscription and website, a renewal extends what there is. */
export async function acceptPayment(one: Case): Promise<"settled" | "late-payment"> {
  if (one.order.kind === "renewal") return acceptRenewal(one);
  if (one.order.kind === "upgrade") return acceptChange(one);
  await acceptPurchases([one]);
  return "settled";
}

/** Purchases that are paid, as many as there are with the same few statements. All of them in one transaction. */
export async function acceptPurchases(cases: readonly Case[]): Promise<void> {
  const [first] = cases;
  if (!first) return;
  const { tx } = first;
  const started = await startSubscriptions(tx, cases.map(startOf));
  const paid = cases.map((one, at) => ({ one, ...started[at]! }));
  await markPaid(
    tx,
    paid.map(({ one, subscriptionId }) => ({ one, subscriptionId })),
  );
  await createWebsites(
    tx,
    paid.map(({ one, subscriptionId }) => siteOf(one, subscriptionId)),
    {
      lines: paid.flatMap(({ one, subscriptionId, endsAt }) => [
        line(one, "order-paid"),
        startLine(one, subscriptionId, endsAt),
      ]),
      jobs: cases.flatMap((one) => [
        job("issue-invoice", { orderId: one.order.id }, { key: `issue-invoice:${one.order.id}` }),
        message(one, "payment-received", { totalIdr: one.order.total_idr, planName: one.order.plan_name }),
      ]),
    },
  );
}

function startOf(one: Case) {
  const { order, now } = one;
  return {
    userId: order.user_id,
    orderId: order.id,
    planId: order.plan_id,
    priceId: order.price_id,
    cycle: order.cycle,
    anchor: paidMoment(one),
    now,
  };
}

function siteOf({ order, settings, now }: Case, subscriptionId: string) {
  const host = hostOf({ label: order.site_label, domain: order.site_domain }, settings.sitesDomain);
  return { userId: order.user_id, subscriptionId, orderId: order.id, host, now };
}

/** A bill is paid, early or late: the next period begins where the last one ended. */
async function acceptRenewal(one: Case): Promise<"settled" | "late-payment"> {
  const { tx, order, now } = one;
  const { outcome } = await extendSubscription(tx, order, now);
  if (outcome === "not-extended") return creditPayment(one, "late-payment");
  await markPaid(tx, [{ one, subscriptionId: order.subscription_id }]);
  await record(tx, line(one, "order-paid"));
  return "settled";
}

/** A change of plan is paid. When it no longer fits what it was reckoned from, the money is the customer's all the same. */
async function acceptChange(one: Case): Promise<"settled" | "late-payment"> {
  const { tx, order, now } = one;
  const { outcome } = await applyPaidChange(tx, order, now);
  if (outcome === "not-applied") return creditPayment(one, "late-payment");
  await markPaid(tx, [{ one, subscriptionId: order.subscription_id }]);
  await record(tx, line(one, "order-paid"));
  return "settled";
}

type Paid = { one: Case; subscriptionId: string | null };

async function markPaid(tx: Tx, paid: readonly Paid[]): Promise<void> {
  await keepTransactions(
    tx,
    paid.map(({ one }) => ({ ...one, outcome: "settled" })),
  );
  const rows = paid.map(({ one, subscriptionId }) => ({
    order_id: one.order.id,
    attempt_id: one.attempt.id,
    subscription_id: subscriptionId,
    trx_id: one.transaction.trxId,
    paid_at: paidMoment(one),
    now: one.now,
  }));
  await sql`
    with paid as (
      select * from json_to_recordset(${JSON.stringify(rows)}::json) as of(
        order_id uuid, attempt_id uuid, subscription_id uuid, trx_id text, paid_at timestamptz, now timestamptz)
    ), used as (
      update payment_attempts set status = 'paid', trx_id = paid.trx_id, next_check_at = null, closed_at = paid.now
      from paid where payment_attempts.id = paid.attempt_id
    )
    update orders set status = 'paid', paid_at = paid.paid_at, subscription_id = paid.subscription_id
    from paid where orders.id = paid.order_id`.execute(tx);
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
