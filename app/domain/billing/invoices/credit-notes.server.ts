import { enqueue } from "#app/jobs/queue.server.ts";
import type { Db, Tx } from "#db/client.ts";
import { type Invoice, nextNumber, papersOf, toInvoice } from "./invoices.server.ts";

/**
 * Issues the credit note of a refund, once, and has it mailed; again it only gives the number issued. Buyer, seller and
 * tax rule are those of the invoice it corrects, and its amounts are below zero, so that any sum over papers is right.
 * Its numbers are a series of their own without a gap. Throws while the invoice is not issued: the job then tries again.
 */
export async function issueCreditNote(
  db: Db,
  { refundId }: { refundId: string },
  now: Date,
): Promise<{ outcome: "issued" | "already-issued"; number: string }> {
  return db.transaction().execute(async (tx) => {
    const refund = await lockRefund(tx, refundId);
    const issued = await tx
      .selectFrom("invoices")
      .select("number")
      .where("refund_id", "=", refundId)
      .executeTakeFirst();
    if (issued) return { outcome: "already-issued", number: issued.number };
    const row = await papersOf(tx)
      .where("invoices.kind", "=", "invoice")
      .where("invoices.order_id", "=", refund.order_id)
      .executeTakeFirst();
    if (!row) throw new Error(`order ${refund.order_id} has no invoice to correct yet`);
    const { lines } = toInvoice(row);
    const number = await nextNumber(tx, "CN", now);
    await tx
      .insertInto("invoices")
      .values({
        number,
        kind: "credit-note",
        corrects_id: row.id,
        refund_id: refundId,
        order_id: refund.order_id,
        user_id: refund.user_id,
        issued_at: now,
        buyer: JSON.stringify(row.buyer),
        seller: JSON.stringify(row.seller),
        lines: JSON.stringify([{ ...lines[0]!, change: null, amountIdr: -refund.subtotal_idr }]),
        subtotal_idr: -refund.subtotal_idr,
        tax_idr: -refund.tax_idr,
        total_idr: -refund.total_idr,
        tax_rule: row.tax_rule ? JSON.stringify(row.tax_rule) : null,
      })
      .execute();
    await enqueue(tx, "send-notice", {
      key: `credit-note-issued:${number}`,
      kind: "credit-note-issued",
      userId: refund.user_id,
      values: {
        orderNumber: row.order_number,
        noteNumber: number,
        invoiceNumber: row.number,
        totalIdr: refund.total_idr,
      },
    });
    return { outcome: "issued", number };
  });
}

/** Two jobs of one refund wait for each other here. */
function lockRefund(tx: Tx, refundId: string) {
  return tx
    .selectFrom("refunds")
    .selectAll()
    .where("id", "=", refundId)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

/** A credit note of one of the customer's own orders; null when there is no such one. */
export async function findCreditNote(
  db: Db,
  userId: string,
  { orderNumber, noteNumber }: { orderNumber: string; noteNumber: string },
): Promise<Invoice | null> {
  if (!/^LC-\d{4}-\d{6,12}$/.test(orderNumber) || !/^CN-\d{4}-\d{6,12}$/.test(noteNumber)) return null;
  const row = await papersOf(db)
    .where("invoices.kind", "=", "credit-note")
    .where("invoices.number", "=", noteNumber)
    .where("orders.number", "=", orderNumber)
    .where("orders.user_id", "=", userId)
    .executeTakeFirst();
  return row ? toInvoice(row) : null;
}
