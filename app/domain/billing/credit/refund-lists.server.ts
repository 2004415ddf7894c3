import type { Db } from "#db/client.ts";
import type { Refunds } from "#db/schema.ts";

/** Money given back of an order. Whole rupiah with tax. */
export type Refund = {
  id: string;
  totalIdr: number;
  way: Refunds["way"];
  cause: Refunds["cause"];
  reason: string;
  /** What the bank calls the transfer. */
  reference: string | null;
  hasProofFile: boolean;
  /** Null until the credit note is issued. */
  noteNumber: string | null;
  at: Date;
};

/** What was given back of an order, the oldest first. */
export async function listRefunds(db: Db, orderId: string): Promise<Refund[]> {
  const rows = await db
    .selectFrom("refunds")
    .leftJoin("invoices", "invoices.refund_id", "refunds.id")
    .selectAll("refunds")
    .select("invoices.number as note_number")
    .where("refunds.order_id", "=", orderId)
    .orderBy("refunds.created_at")
    .orderBy("refunds.id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    totalIdr: row.total_idr,
    way: row.way,
    cause: row.cause,
    reason: row.reason,
    reference: row.proof_reference,
    hasProofFile: row.proof_key !== null,
    noteNumber: row.note_number,
    at: row.created_at,
  }));
}
