import type { Attachment } from "#app/adapters/mail/mail.server.ts";
import { findCreditNote } from "#app/domain/billing/invoices/credit-notes.server.ts";
import { invoicePdf } from "#app/domain/billing/invoices/invoice-pdf.server.ts";
import { findInvoice } from "#app/domain/billing/invoices/invoices.server.ts";
import type { Parsed } from "#app/jobs/payloads.ts";
import type { Db } from "#db/client.ts";
import { noticeValues } from "./kinds.ts";

/** The files that travel with a notice: invoices and credit notes as PDF. Throws when the notice names one that is none. */
export async function attachmentsOf(
  db: Db,
  { kind, userId, values }: Parsed<"send-notice">,
  language: "id" | "en",
): Promise<Attachment[]> {
  if (kind !== "invoice-issued" && kind !== "credit-note-issued") return [];
  const { orderNumber } = noticeValues[kind].parse(values);
  const paper =
    kind === "invoice-issued"
      ? await findInvoice(db, userId ?? "", orderNumber)
      : await findCreditNote(db, userId ?? "", noticeValues[kind].parse(values));
  if (!paper) throw new Error(`Order ${orderNumber} has no such paper to send`);
  const content = await invoicePdf(paper, language);
  return [{ filename: `${paper.number}.pdf`, contentType: "application/pdf", content }];
}
