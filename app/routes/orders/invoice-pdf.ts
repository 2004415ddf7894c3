import { redirect } from "@remix-run/node";
import { findInvoice } from "#app/domain/billing/invoices/invoices.server.ts";
import { findOrder } from "#app/domain/billing/orders/orders.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { fileLoader, noFile, onlyToRead } from "#app/http/no-file.server.ts";
import { requireUser } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { invoiceWords } from "./invoice.words.ts";
import { paperFile } from "./paper-file.server.ts";

/** The invoice as a file. While it is still being made, its page is where to wait. */
export const loader = fileLoader(async ({ request, params }) => {
  const user = await requireUser(request);
  const locale = await localeOf(request);
  const order = await findOrder(services, user.id, params.number ?? "");
  const invoice = order && (await findInvoice(services.db, user.id, order.number));
  if (!invoice) {
    if (order?.paidAt) return redirect(`/orders/${order.number}/invoice`, 303);
    return noFile(request, 404, invoiceWords[locale].missing);
  }
  return paperFile(invoice, locale);
});

export const action = onlyToRead;
