import type { PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { amountForOrder, type GatewayTransaction } from "#app/adapters/ipaymu/transaction.server.ts";
import { askForAttention } from "#app/domain/attention/attention.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { Db, Tx } from "#db/client.ts";
import { type AttemptRow, closeAttempt } from "./attempt-rows.server.ts";
import { nextCheck } from "./check-times.ts";
import { LIVE_ATTEMPT } from "./order-status.ts";
import type { OrderRow } from "./orders.server.ts";
import { acceptPayment, creditPayment, recordRefund, refuseAmount } from "./payments.server.ts";
import { keepTransaction, type TransactionOutcome } from "./transactions.server.ts";

export type Settlement = {
  outcome:
    | "settled"
    | "already-settled"
    | "second-payment"
    | "late-payment"
    | "wrong-amount"
    | "refunded"
    | "open"
    | "closed"
    | "unknown-status"
    | "unknown-reference"
    | "other-reference"
    | "unknown-transaction";
  /** The order concerned, if any. */
  orderId?: string;
  referenceId?: string | null;
};

type Deps = { db: Db; gateway: PaymentGateway; settings: Settings };

/**
 * Asks the gateway what one transaction is and writes down what follows, all or nothing. This is the only way money
 * is counted. Run twice, late, out of order or fifty times at once, one payment counts once, and nothing paid goes
 * back because of an older answer. With `reference`, a transaction of any other reference is left alone. Throws
 * `GatewayError` when the gateway does not say.
 */
export async function settleTransaction(
  { db, gateway, settings }: Deps,
  trxId: string,
  now: Date,
  { reference }: { reference?: string } = {},
): Promise<Settlement> {
  const transaction = await gateway.findTransaction(trxId);
  if (!transaction) return { outcome: "unknown-transaction" };
  if (reference && transaction.referenceId !== reference) return { outcome: "other-reference" };
  return db.transaction().execute(async (tx) => {
    const order = await lockOrderOf(tx, transaction);
    if (!order) return noteStranger(tx, transaction, now);
    const { attempt, before } = await lockAttempt(tx, transaction);
    const outcome = await decide({ tx, settings, order, attempt, transaction, before, now });
    return { outcome, orderId: order.id, referenceId: attempt.reference_id };
  });
}

type SoldOrder = OrderRow & { plan_name: string };

/** The order whose attempt the transaction names, locked; undefined when there is none. */
function lockOrderOf(tx: Tx, { referenceId }: GatewayTransaction): Promise<SoldOrder | undefined> {
  return tx
    .selectFrom("payment_attempts")
    .innerJoin("orders", "orders.id", "payment_attempts.order_id")
    .innerJoin("plans", "plans.id", "orders.plan_id")
    .selectAll("orders")
    .select("plans.name as plan_name")
    .where("payment_attempts.reference_id", "=", referenceId ?? "")
    .forUpdate("orders")
    .executeTakeFirst();
}

/**
 * The attempt, locked, and what was made of the transaction before. A statement of its own, after the order's lock:
 * the one that waited for it would not see what others wrote meanwhile.
 */
async function lockAttempt(tx: Tx, { referenceId, trxId }: GatewayTransaction) {
  const { before, ...attempt } = await tx
    .selectFrom("payment_attempts")
    .leftJoin("gateway_transactions", (join) => join.on("gateway_transactions.trx_id", "=", trxId))
    .selectAll("payment_attempts")
    .select("gateway_transactions.outcome as before")
    .where("payment_attempts.reference_id", "=", referenceId ?? "")
    .forUpdate("payment_attempts")
    .executeTakeFirstOrThrow();
  return { attempt, before };
}

/** A transaction on our account that none of our attempts began: a person looks. Its reference cannot change later. */
async function noteStranger(tx: Tx, transaction: GatewayTransaction, now: Date): Promise<Settlement> {
  const { trxId, referenceId, status } = transaction;
  await keepTransaction(tx, { transaction, outcome: "unknown-reference", now });
  await askForAttention(tx, {
    kind: "unknown-reference",
    subject: trxId,
    detail: { trxId, referenceId, status, amountIdr: transaction.amountIdr },
  });
  return { outcome: "unknown-reference", referenceId };
}

export type Case = {
  tx: Tx;
  settings: Settings;
  order: SoldOrder;
  attempt: AttemptRow;
  transaction: GatewayTransaction;
  /** What was made of it before; null when it is new. */
  before: TransactionOutcome | null;
  now: Date;
};

function decide(one: Case): Promise<Settlement["outcome"]> | Settlement["outcome"] {
  const { transaction, before } = one;
  // The answers of two questions may overtake each other: an older one changes nothing.
  if (before && isCounted(before) && transaction.state !== "refunded") return sayAgain(before);
  if (before === "refunded") return "refunded";
  if (transaction.state === "paid") return decidePaid(one);
  if (transaction.state === "refunded") return recordRefund(one);
  if (transaction.state === "open") return noteOpen(one);
  if (transaction.state === "closed") return noteClosed(one);
  return noteUnknownStatus(one);
}

function isCounted(outcome: TransactionOutcome): boolean {
  return ["settled", "second-payment", "late-payment", "wrong-amount"].includes(outcome);
}

function sayAgain(outcome: TransactionOutcome): Settlement["outcome"] {
  return outcome === "wrong-amount" ? "wrong-amount" : "already-settled";
}

function decidePaid(one: Case): Promise<Settlement["outcome"]> {
  const { order, attempt, transaction } = one;
  const paid = amountForOrder(transaction);
  if (paid !== attempt.amount_idr || paid !== order.total_idr) return refuseAmount(one);
  if (order.status === "awaiting-payment") return acceptPayment(one);
  const isSecond = order.status === "paid" || order.status === "refunded";
  return creditPayment(one, isSecond ? "second-payment" : "late-payment");
}

/** The buyer has a code to pay with. It is the gateway that says until when. */
async function noteOpen({ tx, order, attempt, transaction, before, now }: Case): Promise<"open" | "closed"> {
  // Ended already: this answer was overtaken by a later one.
  if (before === "closed") return "closed";
  await keepTransaction(tx, { transaction, attempt, outcome: "open", now });
  if (attempt.status === "paid" || order.status !== "awaiting-payment") return "open";
  if (attempt.status === "closed" && (await hasLiveAttempt(tx, order.id))) return "open";
  const expiresAt = latest(attempt.expires_at, transaction.expiresAt);
  await tx
    .updateTable("payment_attempts")
    .set({
      status: "awaiting",
      trx_id: transaction.trxId,
      expires_at: expiresAt,
      closed_at: null,
      next_check_at: nextCheck(now, attempt.checks, expiresAt),
    })
    .where("id", "=", attempt.id)
    .execute();
  return "open";
}

/** One transaction ended unpaid. Others of the same page may still be paid, or have been. */
async function noteClosed({ tx, attempt, transaction, now }: Case): Promise<"closed"> {
  await keepTransaction(tx, { transaction, attempt, outcome: "closed", now });
  const other = await tx
    .selectFrom("gateway_transactions")
    .select("trx_id")
    .where("attempt_id", "=", attempt.id)
    .where("outcome", "<>", "closed")
    .executeTakeFirst();
  if (!other) await closeAttempt(tx, attempt, now);
  if (transaction.status === 4) {
    await askForAttention(tx, {
      kind: "gateway-error",
      subject: transaction.trxId,
      detail: { reference: attempt.reference_id },
      orderId: attempt.order_id,
    });
  }
  return "closed";
}

/** Neither paid nor unpaid by any rule we know: nothing is settled, and the attempt stays open until a person knows. */
async function noteUnknownStatus({ tx, order, attempt, transaction, now }: Case): Promise<"unknown-status"> {
  await keepTransaction(tx, { transaction, attempt, outcome: "open", now });
  await askForAttention(tx, {
    kind: "unknown-status",
    subject: transaction.trxId,
    detail: { status: transaction.status, reference: attempt.reference_id },
    userId: order.user_id,
    orderId: order.id,
  });
  return "unknown-status";
}

async function hasLiveAttempt(tx: Tx, orderId: string): Promise<boolean> {
  const live = await tx
    .selectFrom("payment_attempts")
    .select("id")
    .where("order_id", "=", orderId)
    .where("status", "in", LIVE_ATTEMPT)
    .executeTakeFirst();
  return live !== undefined;
}

function latest(a: Date | null, b: Date | null): Date | null {
  if (!a || !b) return a ?? b;
  return a > b ? a : b;
}
