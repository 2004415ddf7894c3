import type { Attachment } from "#app/adapters/mail/mail.server.ts";
import { invoicePdf } from "#app/domain/billing/invoice-pdf.server.ts";
import { findInvoice } from "#app/domain/billing/invoices.server.ts";
import type { Parsed } from "#app/jobs/payloads.ts";
import type { Db } from "#db/client.ts";
import { noticeValues } from "./kinds.ts";

/** The files that travel with a notice: an invoice travels as PDF. Throws when the notice names an invoice that is none. */
export async function attachmentsOf(
  db: Db,
  { kind, userId, values }: Parsed<"send-notice">,
  language: "id" | "en",
): Promise<Attachment[]> {
  if (kind !== "invoice-issued") return [];
  const { orderNumber } = noticeValues[kind].parse(values);
  const invoice = await findInvoice(db, userId ?? "", orderNumber);
  if (!invoice) throw new Error(`Order ${orderNumber} has no invoice to send`);
  const content = await invoicePdf(invoice, language);
  return [{ filename: `${invoice.number}.pdf`, contentType: "application/pdf", content }];
}
