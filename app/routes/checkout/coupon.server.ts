import { checkCoupon } from "#app/domain/billing/coupons/coupons.server.ts";
import { type Price, priceOf } from "#app/domain/billing/invoices/tax.ts";
import { type Cycle, findPlan } from "#app/domain/catalog/plans.server.ts";
import { minutesOf } from "#app/http/account-fields.ts";
import { clientAddress } from "#app/http/client-address.ts";
import type { FormReply } from "#app/http/form-fields.server.ts";
import { checkLimits } from "#app/http/rate-limits.server.ts";
import { services } from "#app/services.server.ts";
import type { CheckoutWords } from "./words.ts";

/** What a coupon makes of the price, for the page to show. Amounts in whole rupiah. */
export type Applied = {
  code: string;
  discountIdr: number;
  isCapped: boolean;
  price: Price;
  /** What each renewal costs. */
  renewalIdr: number;
};

/** What the checkout page is told after a form that ordered nothing. */
export type CheckoutReply = FormReply & { applied?: Applied | null };

type Trying = { code: string; userId: string; planId: string; cycle: Cycle };
export type Tried = { applied: Applied | null } | { sentence: string; status: number; retryAfter?: number };

/** Tries the code that was typed on the checkout page; each try counts. Nothing typed is nothing tried. */
export async function tryCoupon(
  request: Request,
  { code, userId, planId, cycle }: Trying,
  t: CheckoutWords,
): Promise<Tried> {
  if (code.trim() === "") return { applied: null };
  const { db, settings } = services;
  const now = new Date();
  const tries = { "coupon-account": userId, "coupon-address": clientAddress(request) };
  const limit = await checkLimits(db, tries, now);
  if (limit.outcome === "limited") {
    const { retryAfterSeconds: retryAfter } = limit;
    return { sentence: t.couponTooMany(minutesOf(retryAfter)), status: 429, retryAfter };
  }
  const plan = await findPlan(db, planId);
  // A plan that was withdrawn is refused with its own sentence when the order is placed.
  if (!plan) return { applied: null };
  const priceIdr = plan.prices[cycle].amountIdr;
  const found = await checkCoupon(db, { code, userId, planId, priceIdr, now });
  if (found.outcome !== "good") return { sentence: t.couponProblems[found.outcome], status: 400 };
  const { discountIdr, isCapped, isEvery } = found;
  const price = priceOf(priceIdr - discountIdr, settings.tax);
  const renewalIdr = isEvery ? price.totalIdr : priceOf(priceIdr, settings.tax).totalIdr;
  return { applied: { code: found.code, discountIdr, isCapped, price, renewalIdr } };
}
