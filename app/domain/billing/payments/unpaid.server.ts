import { askForAttention } from "#app/domain/attention/attention.server.ts";
import type { Tx } from "#db/client.ts";
import { LIVE_ATTEMPT } from "../orders/order-status.ts";
import { closeAttempt } from "./attempt-rows.server.ts";
import { nextCheck } from "./check-times.ts";
import { keepTransaction } from "./transactions.server.ts";
import type { Case } from "./verdicts.server.ts";

/* What follows from a transaction that is not paid, inside the settlement's transaction and under its locks. */

/** The buyer has a code to pay with. It is the gateway that says until when. */
export async function noteOpen({
  tx,
  order,
  attempt,
  transaction,
  before,
  now,
}: Case): Promise<"open" | "closed"> {
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
export async function noteClosed({ tx, attempt, transaction, now }: Case): Promise<"closed"> {
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
export async function noteUnknownStatus({
  tx,
  order,
  attempt,
  transaction,
  now,
}: Case): Promise<"unknown-status"> {
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
