import { type SumStep, sumSteps } from "../changes/arithmetic-words.ts";
import type { InvoiceLine } from "./invoice-lines.server.ts";

/** What an invoice and a credit note say, on paper and on their pages. */
export const invoiceWords = {
  id: {
    invoice: "Faktur",
    creditNote: "Nota kredit",
    corrects: (number: string) => `Mengoreksi faktur ${number}`,
    seller: "Penjual",
    buyer: "Pembeli",
    npwp: (number: string) => `NPWP ${number}`,
    issued: (date: string) => `Terbit ${date}`,
    forOrder: (order: string) => `Untuk pesanan ${order}`,
    item: "Layanan",
    period: "Masa",
    amount: "Jumlah",
    line: (plan: string, host: string) => `Hosting paket ${plan} untuk ${host}`,
    change: (from: string, to: string, host: string) => `Pindah paket dari ${from} ke ${to} untuk ${host}`,
    changePeriod: "Sisa masa",
    discount: (code: string) => `Potongan kupon ${code}`,
    cycles: { monthly: "1 bulan", yearly: "1 tahun" },
    subtotal: "Jumlah sebelum pajak",
    tax: (rate: string, base: string) => `PPN ${rate} %${base ? ` dari ${base} harga` : ""}`,
    total: "Total",
    settled: "Lunas",
    givenBack: "Sudah dikembalikan",
  },
  en: {
    invoice: "Invoice",
    creditNote: "Credit note",
    corrects: (number: string) => `Corrects invoice ${number}`,
    seller: "Seller",
    buyer: "Buyer",
    npwp: (number: string) => `Tax number (NPWP) ${number}`,
    issued: (date: string) => `Issued ${date}`,
    forOrder: (order: string) => `For order ${order}`,
    item: "Service",
    period: "Term",
    amount: "Amount",
    line: (plan: string, host: string) => `Hosting, plan ${plan}, for ${host}`,
    change: (from: string, to: string, host: string) => `Change of plan from ${from} to ${to} for ${host}`,
    changePeriod: "Rest of the term",
    discount: (code: string) => `Discount, coupon ${code}`,
    cycles: { monthly: "1 month", yearly: "1 year" },
    subtotal: "Amount before tax",
    tax: (rate: string, base: string) => `VAT (PPN) ${rate}%${base ? ` of ${base} of the price` : ""}`,
    total: "Total",
    settled: "Paid in full",
    givenBack: "Given back",
  },
};

type Language = keyof typeof invoiceWords;

/** What a line of an invoice is called: a term of a plan, or a change from one to another. */
export function lineTitle({ change, planName, host }: InvoiceLine, language: Language): string {
  const t = invoiceWords[language];
  return change ? t.change(change.fromPlanName, planName, host) : t.line(planName, host);
}

/** Which kind of term a line is for: a whole one, or the rest of one that runs. */
export function lineTerm({ change, cycle }: InvoiceLine, language: Language): string {
  const t = invoiceWords[language];
  return change?.arithmetic.mode === "same-cycle" ? t.changePeriod : t.cycles[cycle];
}

/** The arithmetic of a change of plan; nothing for any other line. */
export function lineSums({ change, planName, cycle }: InvoiceLine, language: Language): SumStep[] {
  if (!change) return [];
  const from = { planName: change.fromPlanName, cycle: change.fromCycle };
  return sumSteps(change.arithmetic, from, { planName, cycle }, language);
}
