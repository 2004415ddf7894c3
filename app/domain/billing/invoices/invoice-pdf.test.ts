import { expect, test } from "vitest";
import { textOfPdf } from "#app/test/pdf.ts";
import { invoicePdf } from "./invoice-pdf.server.ts";
import type { Invoice } from "./invoices.server.ts";
import { printable } from "./printable.ts";

const invoice: Invoice = {
  number: "INV-2026-000042",
  corrects: null,
  orderNumber: "LC-2026-000123",
  issuedAt: new Date("2026-11-22T17:30:00Z"),
  buyer: {
    name: "Sari Wulandari",
    email: "sari@warung.test",
    phone: "081234567890",
    address: "Jl. Melati No. 2, Malang",
    npwp: "123456789012345",
  },
  seller: {
    name: "LumiCloud",
    address: "Jl. Contoh No. 1",
    email: "halo@lumi.test",
    phone: "0341 000",
    npwp: null,
  },
  lines: [
    {
      planName: "Usaha",
      cycle: "monthly",
      host: "toko-sari.situs.test",
      startsAt: new Date("2026-11-22T03:00:00Z"),
      endsAt: new Date("2026-12-22T03:00:00Z"),
      amountIdr: 49_000,
      change: null,
      discountIdr: 0,
      couponCode: null,
    },
  ],
  subtotalIdr: 49_000,
  taxIdr: 5_390,
  totalIdr: 54_390,
  taxRule: { ratePercent: 12, baseNumerator: 11, baseDenominator: 12 },
};
/** Lines may break between any two words. */
const wordsOf = (pdf: Buffer) => textOfPdf(pdf).replace(/\s+/g, " ");

test("the PDF says what the invoice says, in both languages, with the day in WIB", async () => {
  const indonesian = wordsOf(await invoicePdf(invoice, "id"));
  for (const words of [
    "Faktur INV-2026-000042",
    "Terbit 23 November 2026 · Untuk pesanan LC-2026-000123",
    "Sari Wulandari",
    "Jl. Melati No. 2, Malang",
    "NPWP 12.345.678.9-012.345",
    "Hosting paket Usaha untuk toko-sari.situs.test",
    "1 bulan: 22 November 2026 – 22 Desember 2026",
    "PPN 12 % dari 11/12 harga",
    "Rp5.390",
    "Total Rp54.390",
    "Lunas",
  ]) {
    expect(indonesian).toContain(words);
  }
  expect(wordsOf(await invoicePdf(invoice, "en"))).toContain("Paid in full");
});

test("without tax there is no line of tax", async () => {
  const text = wordsOf(await invoicePdf({ ...invoice, taxRule: null, taxIdr: 0, totalIdr: 49_000 }, "id"));
  expect(text).not.toContain("PPN");
  expect(text).toContain("Total Rp49.000");
});

test("the same invoice is the same file", async () => {
  expect((await invoicePdf(invoice, "id")).equals(await invoicePdf(invoice, "id"))).toBe(true);
});

test("names beyond the fonts keep their likeness and break nothing", async () => {
  expect(printable("Đặng Thị Ánh — 'Łukasz' ﬁ")).toBe("Dang Thi Ánh — 'Lukasz' fi");
  expect(printable("ꦱꦫꦶ 王 🙂 \u0000\u202e x")).toMatch(/^[? ]+ x$/);
  const buyer = { ...invoice.buyer, name: "Siti Ḥusnā 王 (الرحمن)", address: `${"a".repeat(250)}\n\\)(` };
  const text = wordsOf(await invoicePdf({ ...invoice, buyer }, "id"));
  expect(text).toContain("Siti Husna ? (??????)");
  expect(text).toContain("Total Rp54.390");
});

test("many lines go on over several pages", async () => {
  const lines = Array.from({ length: 60 }, (_, at) => ({ ...invoice.lines[0]!, host: `situs-${at}.test` }));
  const pdf = await invoicePdf({ ...invoice, lines }, "id");
  expect(pdf.toString("latin1")).toMatch(/\/Type \/Pages\n\/Count [3-9]\n/);
  expect(wordsOf(pdf)).toContain("situs-59.test");
});
