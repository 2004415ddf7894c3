import type { Selectable } from "kysely";
import { record, SYSTEM } from "#app/domain/audit/audit.server.ts";
import type { Db, Tx } from "#db/client.ts";
import type { PaymentAttempts } from "#db/schema.ts";
import { LIVE_ATTEMPT } from "../orders/order-status.ts";
import type { OrderRow } from "../orders/orders.server.ts";

export type AttemptRow = Selectable<PaymentAttempts>;

/** The order first, then its attempts: whoever locks both does it in this order. */
export function lockOrder(tx: Tx, orderId: string): Promise<OrderRow> {
  return tx.selectFrom("orders").selectAll().where("id", "=", orderId).forUpdate().executeTakeFirstOrThrow();
}

/** Stops expecting money on an attempt. Money that comes all the same is still counted. Closed twice, it stays closed. */
export async function closeAttempt(tx: Tx, attempt: AttemptRow, now: Date): Promise<void> {
  const closed = await tx
    .updateTable("payment_attempts")
    .set({ status: "closed", closed_at: now, next_check_at: null })
    .where("id", "=", attempt.id)
    .where("status", "in", LIVE_ATTEMPT)
    .returning("id")
    .executeTakeFirst();
  if (closed) await noteAttempt(tx, attempt, "attempt-closed", now);
}

/** One line of an attempt's history, on its order's timeline. */
export async function noteAttempt(tx: Tx, attempt: AttemptRow, event: string, now: Date): Promise<void> {
  const { id: subjectId, order_id: orderId, reference_id: reference, way, method, channel } = attempt;
  await record(tx, {
    ...SYSTEM,
    subjectType: "attempt",
    subjectId,
    orderId,
    event,
    detail: { reference, ...(way === "direct" && { method, channel }) },
    now,
  });
}

/**
 * An attempt with its order's number and owner, or null. Its id is known to whoever was sent to the payment page, who
 * need not be the owner: only the owner may be told more than how the payment stands.
 */
export async function findAttempt(db: Db, attemptId: string) {
  const attempt = await db
    .selectFrom("payment_attempts")
    .innerJoin("orders", "orders.id", "payment_attempts.order_id")
    .select([
      "payment_attempts.id",
      "payment_attempts.reference_id as referenceId",
      "payment_attempts.status",
      "payment_attempts.url",
      "payment_attempts.created_at as createdAt",
      "payment_attempts.way",
      "payment_attempts.method",
      "payment_attempts.channel",
      "payment_attempts.payment_code as paymentCode",
      "payment_attempts.payment_name as paymentName",
      "payment_attempts.qr_payload as qrPayload",
      "payment_attempts.amount_idr as amountIdr",
      "payment_attempts.fee_idr as feeIdr",
      "payment_attempts.expires_at as expiresAt",
      "payment_attempts.trx_id as trxId",
      "orders.id as orderId",
      "orders.number as orderNumber",
      "orders.user_id as userId",
      "orders.status as orderStatus",
      "orders.kind as orderKind",
    ])
    .where("payment_attempts.id", "=", attemptId)
    .executeTakeFirst();
  return attempt ?? null;
}
