import { formatNpwp } from "#app/domain/accounts/npwp.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { formatDate } from "#app/ui/dates.ts";
import { invoiceWords, lineSums, lineTerm, lineTitle } from "./invoice-words.ts";
import type { Invoice } from "./invoices.server.ts";
import { printable } from "./printable.ts";
import { printedLines } from "./printed-lines.ts";

type Language = "id" | "en";
type Sheet = { pdf: PDFKit.PDFDocument; invoice: Invoice; language: Language };

const MARGIN = 56;
/** A4 between its margins, in points. */
const WIDTH = 595.28 - 2 * MARGIN;
const COLUMNS = { item: 0, period: 232, amount: 382 };
const INK = "#111b38";
const SOFT = "#4d5672";
const EDGE = "#c9c4b8";
const LUMI = "#ffb81f";

/**
 * The invoice or credit note as a PDF on A4. The same invoice in the same language is the same file, byte for byte. It is set in the
 * standard fonts of PDF: letters they lack are replaced by the nearest.
 */
export async function invoicePdf(invoice: Invoice, language: Language): Promise<Buffer> {
  // loaded at the first invoice: most requests never need it
  const { default: PdfDocument } = await import("pdfkit");
  const pdf = new PdfDocument({
    size: "A4",
    margin: MARGIN,
    lang: language,
    displayTitle: true,
    info: {
      Title: titleOf(invoice, language),
      Author: printable(invoice.seller.name),
      CreationDate: invoice.issuedAt,
    },
  });
  const parts: Buffer[] = [];
  pdf.on("data", (part: Buffer) => parts.push(part));
  const ended = new Promise<void>((resolve, reject) => pdf.on("end", resolve).on("error", reject));
  const sheet = { pdf, invoice, language };
  drawHead(sheet);
  drawParties(sheet);
  drawLines(sheet);
  drawSums(sheet);
  pdf.end();
  await ended;
  return Buffer.concat(parts);
}

function titleOf({ number, corrects }: Invoice, language: Language): string {
  const t = invoiceWords[language];
  return `${corrects ? t.creditNote : t.invoice} ${number}`;
}

function drawHead({ pdf, invoice, language }: Sheet): void {
  const t = invoiceWords[language];
  pdf.rect(MARGIN, MARGIN, 36, 4).fill(LUMI);
  pdf.y = MARGIN + 16;
  write(pdf, titleOf(invoice, language), { size: 20, bold: true });
  const about = [t.issued(formatDate(invoice.issuedAt, language)), t.forOrder(invoice.orderNumber)];
  const lead = [...about, ...(invoice.corrects ? [t.corrects(invoice.corrects)] : [])].join(" · ");
  pdf.y += 4;
  write(pdf, lead, { color: SOFT });
  pdf.y += 24;
}

function drawParties({ pdf, invoice: { seller, buyer }, language }: Sheet): void {
  const top = pdf.y;
  const half = WIDTH / 2;
  drawParty(pdf, invoiceWords[language].seller, linesOf(seller, language), { x: 0, width: half - 16 });
  const under = pdf.y;
  pdf.y = top;
  drawParty(pdf, invoiceWords[language].buyer, linesOf(buyer, language), { x: half, width: half });
  pdf.y = Math.max(under, pdf.y) + 24;
}

type Party = Invoice["seller"] | Invoice["buyer"];

function linesOf({ name, address, email, phone, npwp }: Party, language: Language): string[] {
  const number = npwp && invoiceWords[language].npwp(formatNpwp(npwp));
  return [name, address, email, phone, number].filter((line) => line !== null && line !== "") as string[];
}

type Place = { x: number; width: number };

function drawParty(pdf: PDFKit.PDFDocument, title: string, lines: string[], place: Place): void {
  write(pdf, title, { ...place, size: 9, color: SOFT });
  for (const [position, line] of lines.entries()) {
    pdf.y += 2;
    write(pdf, line, { ...place, bold: position === 0 });
  }
}

function drawLines({ pdf, invoice, language }: Sheet): void {
  const t = invoiceWords[language];
  drawRow(pdf, [t.item, t.period, t.amount], { size: 9, color: SOFT });
  rule(pdf, EDGE);
  for (const { line, isDiscount, amountIdr } of printedLines(invoice.lines)) {
    if (isDiscount) {
      drawRow(pdf, [t.discount(line.couponCode ?? ""), "", formatRupiah(amountIdr)]);
      rule(pdf, EDGE);
      continue;
    }
    const term = `${formatDate(line.startsAt, language)} – ${formatDate(line.endsAt, language)}`;
    const period = `${lineTerm(line, language)}: ${term}`;
    drawRow(pdf, [lineTitle(line, language), period, formatRupiah(amountIdr)]);
    for (const { label, how, amount } of lineSums(line, language)) {
      pdf.y += 4;
      drawRow(pdf, [label, how, amount], { size: 9, color: SOFT });
    }
    rule(pdf, EDGE);
  }
  pdf.y += 8;
}

/** The three cells of one line beside each other, on the next page when this one is full. */
function drawRow(pdf: PDFKit.PDFDocument, cells: [string, string, string], look: Look = {}): void {
  if (pdf.y > pdf.page.height - MARGIN - 60) pdf.addPage();
  const top = pdf.y;
  const [item, period, amount] = cells;
  write(pdf, item, { ...look, x: COLUMNS.item, width: COLUMNS.period - 16 });
  let under = pdf.y;
  pdf.y = top;
  write(pdf, period, { ...look, x: COLUMNS.period, width: COLUMNS.amount - COLUMNS.period - 16 });
  under = Math.max(under, pdf.y);
  pdf.y = top;
  write(pdf, amount, { ...look, x: COLUMNS.amount, width: WIDTH - COLUMNS.amount, align: "right" });
  pdf.y = Math.max(under, pdf.y);
}

function drawSums({ pdf, invoice, language }: Sheet): void {
  const t = invoiceWords[language];
  const { taxRule: tax } = invoice;
  if (tax) {
    const isWhole = tax.baseNumerator === tax.baseDenominator;
    const base = isWhole ? "" : `${tax.baseNumerator}/${tax.baseDenominator}`;
    drawRow(pdf, ["", t.subtotal, formatRupiah(invoice.subtotalIdr)]);
    pdf.y += 4;
    drawRow(pdf, ["", t.tax(String(tax.ratePercent), base), formatRupiah(invoice.taxIdr)]);
    pdf.y += 4;
  }
  drawRow(pdf, ["", t.total, formatRupiah(invoice.totalIdr)], { size: 14, bold: true });
  pdf.y += 4;
  write(pdf, invoice.corrects ? t.givenBack : t.settled, { align: "right", bold: true });
}

type Look = { x?: number; width?: number; size?: number; bold?: boolean; color?: string; align?: "right" };

/** Writes at the sheet's height and moves it below; `x` is counted from the left margin. */
function write(pdf: PDFKit.PDFDocument, text: string, look: Look): void {
  const { x = 0, width = WIDTH, size = 10.5, bold = false, color = INK, align = "left" } = look;
  pdf
    .font(bold ? "Helvetica-Bold" : "Helvetica")
    .fontSize(size)
    .fillColor(color);
  pdf.text(printable(text), MARGIN + x, pdf.y, { width, align });
}

function rule(pdf: PDFKit.PDFDocument, color: string): void {
  pdf
    .moveTo(MARGIN, pdf.y + 4)
    .lineTo(MARGIN + WIDTH, pdf.y + 4)
    .lineWidth(0.75)
    .stroke(color);
  pdf.y += 12;
}
