import { sql } from "kysely";
import type { Db } from "#db/client.ts";

/** One line of the customer's list of invoices and credit notes. Whole rupiah, those of a credit note below zero. */
export type InvoiceSummary = {
  number: string;
  kind: "invoice" | "credit-note";
  orderNumber: string;
  issuedAt: Date;
  totalIdr: number;
};

const PAGE = 20;

/**
 * The customer's invoices and credit notes, newest first, 20 at a time. `before` is the number of the invoice after which the page
 * begins, as `older` of the page before told; one that is not the customer's begins at the newest.
 */
export async function listInvoices(
  db: Db,
  userId: string,
  { before }: { before?: string | undefined } = {},
): Promise<{ invoices: InvoiceSummary[]; older: string | null }> {
  let query = db
    .selectFrom("invoices")
    .innerJoin("orders", "orders.id", "invoices.order_id")
    .select(["invoices.number", "invoices.kind", "invoices.issued_at", "invoices.total_idr"])
    .select("orders.number as order_number")
    .where("invoices.user_id", "=", userId)
    .orderBy("invoices.issued_at", "desc")
    .orderBy("invoices.number", "desc");
  if (before && (await isOwn(db, userId, before))) {
    // The column is finer than a JavaScript date, so the place is compared inside the database.
    query = query.where(
      sql<boolean>`(invoices.issued_at, invoices.number) <
        (select issued_at, number from invoices where number = ${before})`,
    );
  }
  const rows = await query.limit(PAGE + 1).execute();
  const invoices = rows.slice(0, PAGE).map((row) => ({
    number: row.number,
    kind: row.kind,
    orderNumber: row.order_number,
    issuedAt: row.issued_at,
    totalIdr: row.total_idr,
  }));
  return { invoices, older: rows.length > PAGE ? invoices.at(-1)!.number : null };
}

async function isOwn(db: Db, userId: string, number: string): Promise<boolean> {
  if (!/^(INV|CN)-\d{4}-\d{6,12}$/.test(number)) return false;
  const row = await db
    .selectFrom("invoices")
    .select("id")
    .where("number", "=", number)
    .where("user_id", "=", userId)
    .executeTakeFirst();
  return row !== undefined;
}

/** When the very first invoice was issued, or null: where the accountant's months begin. */
export async function firstInvoiceAt(db: Db): Promise<Date | null> {
  const row = await db
    .selectFrom("invoices")
    .select("issued_at")
    .orderBy("issued_at")
    .limit(1)
    .executeTakeFirst();
  return row?.issued_at ?? null;
}
