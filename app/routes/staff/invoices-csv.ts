import { invoiceCsv } from "#app/domain/billing/invoices/invoice-csv.server.ts";
import { monthBounds } from "#app/domain/billing/invoices/months.ts";
import { download } from "#app/http/download.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { fileLoader, noFile, onlyToRead } from "#app/http/no-file.server.ts";
import { requireStaff } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { staffWords } from "./words.ts";

/** A month's invoices for the accountant, sent as they are read. */
export const loader = fileLoader(async ({ request, context }) => {
  await requireStaff(request);
  const locale = await localeOf(request);
  const month = new URL(request.url).searchParams.get("month") ?? "";
  const bounds = monthBounds(month);
  const common = { "cache-control": "private, no-store", "x-content-type-options": "nosniff" };
  if (!bounds) return noFile(request, 400, staffWords[locale].monthWrong);
  const headers = {
    ...common,
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": `attachment; filename="invoices-${month}.csv"`,
  };
  return new Response(download(invoiceCsv(services.db, bounds, locale), context), { headers });
});

export const action = onlyToRead;
