import { z } from "zod";
import { LIMITS, type PlanTerms } from "#app/domain/catalog/plan-terms.ts";

type Words = {
  between: (least: number, most: number) => string;
  amountWrong: string;
  cycleWrong: string;
};

/** Digits only, without signs, dots or spaces within. */
function whole([least, most]: readonly [number, number], sentence: string) {
  return z
    .string(sentence)
    .trim()
    .regex(/^\d{1,9}$/, sentence)
    .transform(Number)
    .refine((value) => value >= least && value <= most, sentence);
}

/** How a plan renews and ends, each within its limits. */
export function termFields(t: Words) {
  const field = (name: keyof PlanTerms) => whole(LIMITS[name], t.between(...LIMITS[name]));
  return z.object({
    renewalDaysMonthly: field("renewalDaysMonthly"),
    renewalDaysYearly: field("renewalDaysYearly"),
    graceDays: field("graceDays"),
    terminationDays: field("terminationDays"),
    exportDays: field("exportDays"),
    releasesKept: field("releasesKept"),
  });
}

/** A new price, whole rupiah. */
export function priceFields(t: Words) {
  return z.object({
    cycle: z.enum(["monthly", "yearly"], t.cycleWrong),
    amountIdr: whole([1, 999_999_999], t.amountWrong),
  });
}
