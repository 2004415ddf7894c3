import type { LoaderFunctionArgs } from "@remix-run/node";
import { invoiceCsv } from "#app/domain/billing/invoices/invoice-csv.server.ts";
import { monthBounds } from "#app/domain/billing/invoices/months.ts";
import { download } from "#app/http/download.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { requireStaff } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { staffWords } from "./words.ts";

/** A month's invoices for the accountant, sent as they are read. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireStaff(request);
  const locale = await localeOf(request);
  const month = new URL(request.url).searchParams.get("month") ?? "";
  const bounds = monthBounds(month);
  const common = { "cache-control": "private, no-store", "x-content-type-options": "nosniff" };
  if (!bounds) {
    const headers = { ...common, "content-type": "text/plain; charset=utf-8" };
    return new Response(staffWords[locale].monthWrong, { status: 400, headers });
  }
  const headers = {
    ...common,
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": `attachment; filename="invoices-${month}.csv"`,
  };
  return new Response(download(invoiceCsv(services.db, bounds, locale), context), { headers });
}
