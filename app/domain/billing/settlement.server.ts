import type { PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { amountForOrder, type GatewayTransaction } from "#app/adapters/ipaymu/transaction.server.ts";
import { askForAttention } from "#app/domain/attention/attention.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { Db, Tx } from "#db/client.ts";
import { type AttemptRow, closeAttempt, lockOrder } from "./attempt-rows.server.ts";
import { nextCheck } from "./check-times.ts";
import { LIVE_ATTEMPT } from "./order-status.ts";
import type { OrderRow } from "./orders.server.ts";
import { acceptPayment, creditPayment, recordRefund, refuseAmount } from "./payments.server.ts";
import { findTransaction, keepTransaction, type Recorded } from "./transactions.server.ts";

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
    const owner = await tx
      .selectFrom("payment_attempts")
      .select(["id", "order_id"])
      .where("reference_id", "=", transaction.referenceId ?? "")
      .executeTakeFirst();
    if (!owner) return noteStranger(tx, transaction, now);

    const order = await lockOrder(tx, owner.order_id);
    const attempt = await tx
      .selectFrom("payment_attempts")
      .selectAll()
      .where("id", "=", owner.id)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const before = await findTransaction(tx, trxId);
    const outcome = await decide({ tx, settings, order, attempt, transaction, before, now });
    return { outcome, orderId: order.id, referenceId: attempt.reference_id };
  });
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
  order: OrderRow;
  attempt: AttemptRow;
  transaction: GatewayTransaction;
  /** What was written down of it before. */
  before: Recorded | null;
  now: Date;
};

function decide(one: Case): Promise<Settlement["outcome"]> | Settlement["outcome"] {
  const { transaction, before } = one;
  // The answers of two questions may overtake each other: an older one changes nothing.
  if (before && isCounted(before) && transaction.state !== "refunded") return sayAgain(before);
  if (before?.outcome === "refunded") return "refunded";
  if (transaction.state === "paid") return decidePaid(one);
  if (transaction.state === "refunded") return recordRefund(one);
  if (transaction.state === "open") return noteOpen(one);
  if (transaction.state === "closed") return noteClosed(one);
  return noteUnknownStatus(one);
}

function isCounted({ outcome }: Recorded): boolean {
  return ["settled", "second-payment", "late-payment", "wrong-amount"].includes(outcome);
}

function sayAgain({ outcome }: Recorded): Settlement["outcome"] {
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
  if (before?.outcome === "closed") return "closed";
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
