import { sql } from "kysely";
import { formatNpwp } from "#app/domain/accounts/npwp.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { formatDate } from "#app/ui/dates.ts";
import type { Db } from "#db/client.ts";
import { wibDay } from "../renewals/periods.ts";
import { later } from "../renewals/renewal-dates.ts";
import { invoiceWords, lineTitle } from "./invoice-words.ts";
import { type Invoice, toInvoice } from "./invoices.server.ts";

type Language = "id" | "en";

const HEADINGS = {
  id: [
    "Nomor",
    "Tanggal terbit (WIB)",
    "Pembeli",
    "NPWP",
    "Layanan",
    "Sebelum pajak",
    "Pajak",
    "Total",
    "Pesanan",
  ],
  en: ["Number", "Issued (WIB)", "Buyer", "NPWP", "Services", "Before tax", "Tax", "Total", "Order"],
};
/** So few that what is read of them is gone before the engine takes it for something that stays. */
const AT_ONCE = 100;

/**
 * The invoices and credit notes issued from one moment until before another, as CSV (RFC 4180, UTF-8 with a byte order mark), in the
 * order they were issued. Comes in pieces, each read when it is asked for: memory does not grow with the month.
 * Amounts are whole rupiah as plain digits, those of a credit note below zero: a column adds up to what was sold.
 */
export async function* invoiceCsv(
  db: Db,
  { from, until }: { from: Date; until: Date },
  language: Language,
): AsyncGenerator<string, undefined> {
  yield `\uFEFF${csvLine(HEADINGS[language])}`;
  for (let day = from; day < until; day = later(day, 1)) {
    const end = new Date(Math.min(later(day, 1).getTime(), until.getTime()));
    for (let after = "", isWhole = false; !isWhole; ) {
      const rows = await readSome(db, { from: day, until: end, after });
      isWhole = rows.length < AT_ONCE;
      after = rows.at(-1)?.number ?? "";
      if (rows.length > 0) yield rows.map((row) => csvLine(cellsOf(toInvoice(row), language))).join("");
    }
  }
}

/**
 * Some of a day: PostgreSQL may guess that a whole month just written is a handful of rows, and sort the rest of it for
 * every piece. The order's number is looked up after the cut for the same reason.
 */
async function readSome(db: Db, range: { from: Date; until: Date; after: string }) {
  let query = db
    .selectFrom("invoices")
    .selectAll("invoices")
    .select([
      sql<string>`(select number from orders where orders.id = invoices.order_id)`.as("order_number"),
      sql<
        string | null
      >`(select number from invoices as corrected where corrected.id = invoices.corrects_id)`.as("corrects"),
    ])
    .where("invoices.issued_at", ">=", range.from)
    .where("invoices.issued_at", "<", range.until)
    .orderBy("invoices.issued_at")
    .orderBy("invoices.number");
  if (range.after) {
    query = query.where(
      sql<boolean>`(invoices.issued_at, invoices.number) >
        (select issued_at, number from invoices where number = ${range.after})`,
    );
  }
  return query.limit(AT_ONCE).execute();
}

function cellsOf(invoice: Invoice, language: Language): (string | number)[] {
  const t = invoiceWords[language];
  const discountOf = ({ discountIdr, couponCode, amountIdr }: Invoice["lines"][number]) =>
    discountIdr > 0 && amountIdr > 0 ? `, ${t.discount(couponCode ?? "")} ${formatRupiah(-discountIdr)}` : "";
  const day = (moment: Date) => formatDate(moment, language);
  const lines = invoice.lines.map(
    (line) => `${lineTitle(line, language)}, ${day(line.startsAt)} – ${day(line.endsAt)}${discountOf(line)}`,
  );
  const about = lines.join("; ");
  return [
    invoice.number,
    wibDay(invoice.issuedAt),
    invoice.buyer.name,
    invoice.buyer.npwp ? formatNpwp(invoice.buyer.npwp) : "",
    invoice.corrects ? `${t.corrects(invoice.corrects)}: ${about}` : about,
    invoice.subtotalIdr,
    invoice.taxIdr,
    invoice.totalIdr,
    invoice.orderNumber,
  ];
}

/** One line of a CSV file. A text that a spreadsheet would take for a formula gets an apostrophe in front. */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(cell: string | number): string {
  if (typeof cell === "number") return String(cell);
  const harmless = /^\s*[=+\-@＝＋－＠\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
