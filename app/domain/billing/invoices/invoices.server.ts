import type { Selectable } from "kysely";
import { z } from "zod";
import type { Business, Settings } from "#app/domain/settings.ts";
import { enqueue } from "#app/jobs/queue.server.ts";
import type { Db, Tx } from "#db/client.ts";
import type { Invoices } from "#db/schema.ts";
import type { OrderRow } from "../orders/orders.server.ts";
import { lockOrder } from "../payments/attempt-rows.server.ts";
import { wibYear } from "../renewals/periods.ts";
import { InvoiceLine, lineOf } from "./invoice-lines.server.ts";

const Buyer = z.object({
  name: z.string(),
  email: z.string(),
  phone: z.string().nullable(),
  // the first invoices do not have these
  address: z.string().nullable().default(null),
  npwp: z.string().nullable().default(null),
});
const Seller = z.object({
  name: z.string(),
  address: z.string(),
  email: z.string(),
  phone: z.string(),
  npwp: z.string().nullable(),
});
const Lines = z.array(InvoiceLine);
const Rule = z
  .object({ ratePercent: z.number(), baseNumerator: z.number(), baseDenominator: z.number() })
  .nullable();

/**
 * The document of a paid order, as it was on the day it was issued; or a credit note, whose amounts are below zero.
 * Amounts in whole rupiah.
 */
export type Invoice = {
  number: string;
  /** For a credit note: the number of the invoice it corrects. */
  corrects: string | null;
  orderNumber: string;
  issuedAt: Date;
  buyer: z.infer<typeof Buyer>;
  seller: z.infer<typeof Seller>;
  lines: InvoiceLine[];
  subtotalIdr: number;
  taxIdr: number;
  totalIdr: number;
  taxRule: z.infer<typeof Rule>;
};

/**
 * Issues the invoice of a paid order, once, and has it mailed; again it only gives the number issued. Numbers of a year
 * have no gap: the counter moves in the transaction that writes the invoice.
 */
export async function issueInvoice(
  { db, settings }: { db: Db; settings: Settings },
  { orderId }: { orderId: string },
  now: Date,
): Promise<{ outcome: "issued" | "already-issued"; number: string } | { outcome: "not-paid" }> {
  return db.transaction().execute(async (tx) => {
    const order = await lockOrder(tx, orderId);
    const issued = await tx
      .selectFrom("invoices")
      .select("number")
      .where("order_id", "=", orderId)
      .where("kind", "=", "invoice")
      .executeTakeFirst();
    if (issued) return { outcome: "already-issued", number: issued.number };
    if (!order.paid_at) return { outcome: "not-paid" };
    const number = await nextNumber(tx, "INV", now);
    await tx
      .insertInto("invoices")
      .values({
        number,
        order_id: orderId,
        user_id: order.user_id,
        issued_at: now,
        buyer: JSON.stringify(await buyerOf(tx, order)),
        seller: JSON.stringify(sellerFrom(settings.business)),
        lines: JSON.stringify([await lineOf(tx, order, settings)]),
        subtotal_idr: order.subtotal_idr,
        tax_idr: order.tax_idr,
        total_idr: order.total_idr,
        tax_rule: order.tax_rule ? JSON.stringify(order.tax_rule) : null,
      })
      .execute();
    await enqueue(tx, "send-notice", {
      key: `invoice-issued:${number}`,
      kind: "invoice-issued",
      userId: order.user_id,
      values: { orderNumber: order.number, invoiceNumber: number, totalIdr: order.total_idr },
    });
    return { outcome: "issued", number };
  });
}

/**
 * `INV-2026-000001`: the next number of a kind of paper in its year in WIB. The counter moves in the caller's
 * transaction, which has to write that paper.
 */
export async function nextNumber(tx: Tx, kind: "INV" | "CN", now: Date): Promise<string> {
  const series = `${kind}-${wibYear(now)}`;
  const { last_number } = await tx
    .insertInto("invoice_counters")
    .values({ series, last_number: 1 })
    .onConflict((conflict) =>
      conflict
        .column("series")
        .doUpdateSet((of) => ({ last_number: of("invoice_counters.last_number", "+", 1) })),
    )
    .returning("last_number")
    .executeTakeFirstOrThrow();
  return `${series}-${String(last_number).padStart(6, "0")}`;
}

function buyerOf(tx: Tx, order: OrderRow): Promise<z.infer<typeof Buyer>> {
  return tx
    .selectFrom("users")
    .select(["name", "email", "phone", "address", "npwp"])
    .where("id", "=", order.user_id)
    .executeTakeFirstOrThrow();
}

function sellerFrom({ name, address, email, phone, npwp }: Business): z.infer<typeof Seller> {
  return { name, address, email, phone, npwp };
}

/** The invoice of one of the customer's own orders; null until it is issued. */
export async function findInvoice(db: Db, userId: string, orderNumber: string): Promise<Invoice | null> {
  const row = await papersOf(db)
    .where("invoices.kind", "=", "invoice")
    .where("orders.number", "=", orderNumber)
    .where("orders.user_id", "=", userId)
    .executeTakeFirst();
  return row ? toInvoice(row) : null;
}

/** Invoices and credit notes, each with what `toInvoice` needs. */
export function papersOf(db: Db) {
  return db
    .selectFrom("invoices")
    .innerJoin("orders", "orders.id", "invoices.order_id")
    .leftJoin("invoices as corrected", "corrected.id", "invoices.corrects_id")
    .selectAll("invoices")
    .select(["orders.number as order_number", "corrected.number as corrects"]);
}

type Paper = Selectable<Invoices> & { order_number: string; corrects: string | null };

/** What a row of the table says, read back strictly. */
export function toInvoice(row: Paper): Invoice {
  return {
    number: row.number,
    corrects: row.corrects,
    orderNumber: row.order_number,
    issuedAt: row.issued_at,
    buyer: Buyer.parse(row.buyer),
    seller: Seller.parse(row.seller),
    lines: Lines.parse(row.lines),
    subtotalIdr: row.subtotal_idr,
    taxIdr: row.tax_idr,
    totalIdr: row.total_idr,
    taxRule: Rule.parse(row.tax_rule),
  };
}
