import { record, SYSTEM } from "#app/domain/audit/audit.server.ts";
import { enqueue } from "#app/jobs/queue.server.ts";
import type { Db, Tx } from "#db/client.ts";
import type { Refunds } from "#db/schema.ts";
import type { OrderRow } from "../orders/orders.server.ts";
import { lockOrder } from "../payments/attempt-rows.server.ts";
import { lookAtBills } from "./credit.server.ts";

export type Proof = {
  /** What the bank calls the transfer. */
  reference: string;
  /** The file of the proof in the upload store, and its media type. */
  key?: string;
  type?: string;
};

export type GivingBack = {
  /** From the form: what makes a double click one refund. */
  id?: string;
  orderId: string;
  userId: string;
  way: Refunds["way"];
  cause: Refunds["cause"];
  /** Whole rupiah before tax, and the tax on it. */
  subtotalIdr: number;
  taxIdr: number;
  reason: string;
  /** A transfer needs it. */
  proof?: Proof;
  staffId?: string;
  now: Date;
};

export type GivenBack = { outcome: "given"; refundId: string } | { outcome: "more-than-paid" };

/**
 * Gives money of a paid order back, as credit or as a transfer made by hand, in the caller's transaction: the refund,
 * the credit, the order's end when nothing is left of it, the history, the credit note and the letter. Never more than
 * the order's total less what was given back before: two at once wait for each other. Asked again with the same `id`, it
 * tells of the first. Locks the order: whoever locks its subscription too does that afterwards.
 */
export async function giveBack(tx: Tx, giving: GivingBack): Promise<GivenBack> {
  const order = await lockOrder(tx, giving.orderId);
  if (giving.id && (await isRecorded(tx, giving.id, order.id))) {
    return { outcome: "given", refundId: giving.id };
  }
  const totalIdr = giving.subtotalIdr + giving.taxIdr;
  const leftIdr = await leftToGiveBack(tx, order);
  if (order.user_id !== giving.userId || totalIdr > leftIdr) return { outcome: "more-than-paid" };
  const refundId = await insertRefund(tx, giving, totalIdr);
  if (giving.way === "credit") await addCredit(tx, giving, refundId, totalIdr);
  if (totalIdr === leftIdr) {
    await tx.updateTable("orders").set({ status: "refunded" }).where("id", "=", order.id).execute();
  }
  await note(tx, giving, refundId, totalIdr);
  await tell(tx, giving, { order, refundId, totalIdr });
  return { outcome: "given", refundId };
}

/**
 * What can still be given back of an order, in whole rupiah: its total less earlier refunds. Nothing of an order that is
 * not paid, nor of one whose money the gateway has given back.
 */
export async function leftToGiveBack(db: Db, order: OrderRow): Promise<number> {
  if (order.status !== "paid") return 0;
  const { given } = await db
    .selectFrom("refunds")
    .select((of) => of.fn.coalesce(of.fn.sum<number>("total_idr"), of.lit(0)).as("given"))
    .where("order_id", "=", order.id)
    .executeTakeFirstOrThrow();
  return order.total_idr - Number(given);
}

async function isRecorded(tx: Tx, id: string, orderId: string): Promise<boolean> {
  const earlier = await tx
    .selectFrom("refunds")
    .select("id")
    .where("id", "=", id)
    .where("order_id", "=", orderId)
    .executeTakeFirst();
  return earlier !== undefined;
}

async function insertRefund(tx: Tx, giving: GivingBack, totalIdr: number): Promise<string> {
  const { id, proof } = giving;
  const refund = await tx
    .insertInto("refunds")
    .values({
      ...(id && { id }),
      order_id: giving.orderId,
      user_id: giving.userId,
      way: giving.way,
      cause: giving.cause,
      subtotal_idr: giving.subtotalIdr,
      tax_idr: giving.taxIdr,
      total_idr: totalIdr,
      reason: giving.reason,
      proof_reference: proof?.reference ?? null,
      proof_key: proof?.key ?? null,
      proof_type: proof?.type ?? null,
      recorded_by: giving.staffId ?? null,
      created_at: giving.now,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return refund.id;
}

/** The customer's bills are looked at soon after: the new credit may pay one. */
async function addCredit(tx: Tx, giving: GivingBack, refundId: string, amountIdr: number): Promise<void> {
  await tx
    .insertInto("credit_entries")
    .values({
      user_id: giving.userId,
      order_id: giving.orderId,
      refund_id: refundId,
      amount_idr: amountIdr,
      reason: giving.cause === "staff" ? "refund" : giving.cause,
      created_at: giving.now,
    })
    .execute();
  await lookAtBills(tx, giving);
}

async function note(tx: Tx, giving: GivingBack, refundId: string, totalIdr: number): Promise<void> {
  const { staffId, way, cause, orderId, now } = giving;
  await record(tx, {
    ...(staffId ? { actor: "staff", actorId: staffId } : SYSTEM),
    subjectType: "refund",
    subjectId: refundId,
    orderId,
    event: "refund-recorded",
    detail: { totalIdr, taxIdr: giving.taxIdr, way, cause, reference: giving.proof?.reference ?? null },
    now,
  });
}

async function tell(
  tx: Tx,
  { way, cause, proof, userId }: GivingBack,
  { order, refundId, totalIdr }: { order: OrderRow; refundId: string; totalIdr: number },
): Promise<void> {
  await enqueue(tx, "issue-credit-note", { refundId }, { key: `issue-credit-note:${refundId}` });
  await enqueue(tx, "send-notice", {
    key: `refund-recorded:${refundId}`,
    kind: "refund-recorded",
    userId,
    values: { orderNumber: order.number, totalIdr, way, cause, reference: proof?.reference ?? "" },
  });
}
