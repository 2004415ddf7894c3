import { findCreditNote } from "#app/domain/billing/invoices/credit-notes.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { fileLoader, noFile, onlyToRead } from "#app/http/no-file.server.ts";
import { requireUser } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { invoiceWords } from "./invoice.words.ts";
import { paperFile } from "./paper-file.server.ts";

/** A credit note as a file. */
export const loader = fileLoader(async ({ request, params }) => {
  const user = await requireUser(request);
  const locale = await localeOf(request);
  const { number: orderNumber = "", note: noteNumber = "" } = params;
  const note = await findCreditNote(services.db, user.id, { orderNumber, noteNumber });
  return note ? paperFile(note, locale) : noFile(request, 404, invoiceWords[locale].noteMissing);
});

export const action = onlyToRead;
