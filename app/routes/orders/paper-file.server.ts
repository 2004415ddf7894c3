import { invoicePdf } from "#app/domain/billing/invoices/invoice-pdf.server.ts";
import type { Invoice } from "#app/domain/billing/invoices/invoices.server.ts";

/** An invoice or credit note as a file to keep. */
export async function paperFile(paper: Invoice, language: "id" | "en"): Promise<Response> {
  const headers = {
    "cache-control": "private, no-store",
    "content-type": "application/pdf",
    "content-disposition": `attachment; filename="${paper.number}.pdf"`,
    "x-content-type-options": "nosniff",
  };
  return new Response(new Uint8Array(await invoicePdf(paper, language)), { headers });
}
