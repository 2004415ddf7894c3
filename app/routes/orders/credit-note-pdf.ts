import type { LoaderFunctionArgs } from "@remix-run/node";
import { findCreditNote } from "#app/domain/billing/invoices/credit-notes.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { requireUser } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { invoiceWords } from "./invoice.words.ts";
import { missingPaper, paperFile } from "./paper-file.server.ts";

/** A credit note as a file. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const locale = await localeOf(request);
  const { number: orderNumber = "", note: noteNumber = "" } = params;
  const note = await findCreditNote(services.db, user.id, { orderNumber, noteNumber });
  return note ? paperFile(note, locale) : missingPaper(invoiceWords[locale].noteMissing);
}
