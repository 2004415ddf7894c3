import { invoicePdf } from "#app/domain/billing/invoices/invoice-pdf.server.ts";
import type { Invoice } from "#app/domain/billing/invoices/invoices.server.ts";

const privately = { "cache-control": "private, no-store" };

/** An invoice or credit note as a file to keep. */
export async function paperFile(paper: Invoice, language: "id" | "en"): Promise<Response> {
  const headers = {
    ...privately,
    "content-type": "application/pdf",
    "content-disposition": `attachment; filename="${paper.number}.pdf"`,
    "x-content-type-options": "nosniff",
  };
  return new Response(new Uint8Array(await invoicePdf(paper, language)), { headers });
}

/** Instead of a file that is not there: one plain sentence. */
export function missingPaper(sentence: string): Response {
  const headers = { ...privately, "content-type": "text/plain; charset=utf-8" };
  return new Response(sentence, { status: 404, headers });
}
