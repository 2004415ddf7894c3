import { formatRupiah } from "#app/domain/catalog/money.ts";
import type { Cycle } from "../renewals/periods.ts";
import type { Arithmetic } from "./proration.ts";

type Language = "id" | "en";
type Named = { planName: string; cycle: Cycle };

/** One step of a sum: what it is, how it is reckoned, and what it comes to. */
export type SumStep = { label: string; how: string; amount: string };

const words = {
  id: {
    cycles: { monthly: "per bulan", yearly: "per tahun" },
    days: (left: string, whole: string) => `${left} dari ${whole} hari`,
    whole: (plan: string, cycle: string) => `${plan} ${cycle}, masa baru penuh`,
    fresh: (plan: string, cycle: string) => `${plan} ${cycle}, untuk sisa masa`,
    old: (plan: string, cycle: string) => `Dikurangi sisa ${plan} ${cycle}`,
    held: "Bagian yang dulu kami gratiskan",
    heldHow: "tidak dibayar, jadi tidak dikembalikan",
    pay: "Selisih yang dibayar",
    back: "Selisih yang kembali kepada Anda",
    even: "Selisih",
    rounded: "dibulatkan sekali ke rupiah terdekat",
  },
  en: {
    cycles: { monthly: "by the month", yearly: "by the year" },
    days: (left: string, whole: string) => `${left} of ${whole} days`,
    whole: (plan: string, cycle: string) => `${plan} ${cycle}, a whole new term`,
    fresh: (plan: string, cycle: string) => `${plan} ${cycle}, for the rest of the term`,
    old: (plan: string, cycle: string) => `Less what is left of ${plan} ${cycle}`,
    held: "What we let you off before",
    heldHow: "not paid, so not given back",
    pay: "Difference to pay",
    back: "Difference given back to you",
    even: "Difference",
    rounded: "rounded once to the nearest rupiah",
  },
};

/** The arithmetic of a change in words and numbers a person can follow: the new share, the old one, the difference. */
export function sumSteps(arithmetic: Arithmetic, from: Named, to: Named, language: Language): SumStep[] {
  const t = words[language];
  const { mode, oldPriceIdr, newPriceIdr, differenceIdr, heldBackIdr } = arithmetic;
  const share = arithmetic.spans
    .map(({ leftMs, wholeMs }) => t.days(days(leftMs, language), days(wholeMs, language)))
    .join(" + ");
  const isWhole = mode === "new-period";
  const fresh = (isWhole ? t.whole : t.fresh)(to.planName, t.cycles[to.cycle]);
  const how = (price: number) => `${share} × ${formatRupiah(price)}`;
  const held = { label: t.held, how: t.heldHow, amount: formatRupiah(heldBackIdr) };
  const end = differenceIdr > 0 ? t.pay : differenceIdr < 0 ? t.back : t.even;
  return [
    {
      label: fresh,
      how: isWhole ? formatRupiah(newPriceIdr) : how(newPriceIdr),
      amount: cents(arithmetic.newShareCents),
    },
    {
      label: t.old(from.planName, t.cycles[from.cycle]),
      how: how(oldPriceIdr),
      amount: cents(-arithmetic.oldShareCents),
    },
    ...(heldBackIdr > 0 ? [held] : []),
    { label: end, how: t.rounded, amount: formatRupiah(Math.abs(differenceIdr)) },
  ];
}

/** Days of 24 hours to six decimals: as many as it takes to reckon it again to the rupiah. */
function days(milliseconds: number, language: Language): string {
  const text = (milliseconds / 86_400_000).toFixed(6).replace(/\.?0+$/, "");
  return language === "id" ? text.replace(".", ",") : text;
}

/** Hundredths of a rupiah: `Rp12.345,67`. */
function cents(amount: number): string {
  const size = Math.abs(amount);
  const rest = String(size % 100).padStart(2, "0");
  const whole = formatRupiah((amount < 0 ? -1 : 1) * Math.floor(size / 100));
  const sign = amount < 0 && size < 100 ? "−" : "";
  return `${sign}${whole},${rest}`;
}
