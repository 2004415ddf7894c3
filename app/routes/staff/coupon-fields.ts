import { z } from "zod";
import type { NewCoupon } from "#app/domain/billing/coupons/coupon-office.server.ts";
import { readCode } from "#app/domain/billing/coupons/coupon-terms.ts";
import type { CouponWords } from "./coupons.words.ts";

const text = (wrong: string) => z.string(wrong).max(200, wrong);
const optionalText = (wrong: string) => text(wrong).optional().default("");

/** A whole number as people write it, dots and spaces between the digits; null when the field is empty. */
function wholeNumber(wrong: string) {
  return optionalText(wrong)
    .transform((typed) => typed.replace(/[.\s]|^Rp/gi, ""))
    .pipe(z.string().regex(/^\d{0,9}$/, wrong))
    .transform((digits) => (digits === "" ? null : Number(digits)))
    .refine((number) => number === null || number > 0, wrong);
}

/** A day in WIB, as the moment it begins; null when the field is empty. */
function day(wrong: string) {
  return optionalText(wrong)
    .transform((typed) => (typed === "" ? null : new Date(`${typed}T00:00:00+07:00`)))
    .refine((moment) => moment === null || isNear(moment), wrong);
}

function isNear(moment: Date): boolean {
  const year = moment.getUTCFullYear();
  return year >= 2020 && year < 2100;
}

/** What the form for a new coupon may hold, each field with its sentence for what is wrong with it. */
export function couponFields(t: CouponWords) {
  return z.object({
    code: text(t.codeWrong)
      .transform((typed) => readCode(typed) ?? "")
      .pipe(z.string().min(1, t.codeWrong)),
    kind: z.enum(["percent", "amount"], t.chooseWrong),
    value: wholeNumber(t.valueWrong),
    payments: z.enum(["first", "every"], t.chooseWrong),
    maxUses: wholeNumber(t.countWrong),
    maxUsesEach: wholeNumber(t.countWrong),
    planId: optionalText(t.chooseWrong),
    email: optionalText(t.customerWrong),
    startsOn: day(t.dayWrong),
    endsOn: day(t.dayWrong),
  });
}

type Fields = z.output<ReturnType<typeof couponFields>>;
type Around = { planIds: string[]; now: Date };

/** The coupon that was meant, or what is wrong with the fields together. */
export function readCoupon(
  fields: Fields,
  t: CouponWords,
  { planIds, now }: Around,
): { coupon: NewCoupon } | { errors: Record<string, string[]> } {
  const { kind, value, startsOn, endsOn, planId } = fields;
  if (value === null || (kind === "percent" && value > 99)) return { errors: { value: [t.valueWrong] } };
  if (planId !== "" && !planIds.includes(planId)) return { errors: { planId: [t.chooseWrong] } };
  const startsAt = startsOn ?? now;
  const endsAt = endsOn && new Date(endsOn.getTime() + 86_400_000);
  if (endsAt && endsAt <= startsAt) return { errors: { endsOn: [t.endBeforeStart] } };
  return {
    coupon: {
      code: fields.code,
      percent: kind === "percent" ? value : null,
      amountIdr: kind === "amount" ? value : null,
      payments: fields.payments,
      maxUses: fields.maxUses,
      maxUsesEach: fields.maxUsesEach ?? 1,
      planId: planId || null,
      email: fields.email.trim().toLowerCase() || null,
      startsAt,
      endsAt,
    },
  };
}
