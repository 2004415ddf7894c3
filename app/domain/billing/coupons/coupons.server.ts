import { type Selectable, sql } from "kysely";
import type { Db, Tx } from "#db/client.ts";
import type { Coupons } from "#db/schema.ts";
import { type Discount, discountOn, readCode } from "./coupon-terms.ts";

export type CouponRow = Selectable<Coupons>;

type Wish = {
  /** As typed. */
  code: string;
  userId: string;
  planId: string;
  priceIdr: number;
  now: Date;
};

/**
 * "not-usable" is said of a code that is unknown, over, used up or somebody else's alike: whoever guesses learns
 * nothing from it.
 */
export type CouponAnswer =
  | ({ outcome: "good"; couponId: string; code: string; isEvery: boolean } & Discount)
  | { outcome: "not-usable" | "other-plan" };

/** Whether a code may be used for this purchase and what it takes off, as it stands; promises nothing. */
export async function checkCoupon(db: Db, wish: Wish): Promise<CouponAnswer> {
  return judge(db, await findCoupon(db, wish.code), wish);
}

/**
 * The same under the coupon's lock, for the transaction that writes the order: whoever comes after sees this use, so
 * that a count is never exceeded.
 */
export async function claimCoupon(tx: Tx, wish: Wish): Promise<CouponAnswer> {
  const code = readCode(wish.code);
  const coupon =
    code &&
    (await tx.selectFrom("coupons").selectAll().where("code", "=", code).forUpdate().executeTakeFirst());
  return judge(tx, coupon || null, wish);
}

async function findCoupon(db: Db, typed: string): Promise<CouponRow | null> {
  const code = readCode(typed);
  const query = db.selectFrom("coupons").selectAll();
  return (code && (await query.where("code", "=", code).executeTakeFirst())) || null;
}

async function judge(db: Db, coupon: CouponRow | null, wish: Wish): Promise<CouponAnswer> {
  const { userId, planId, priceIdr, now } = wish;
  if (!coupon || !isOffered(coupon, now)) return { outcome: "not-usable" };
  if (coupon.user_id && coupon.user_id !== userId) return { outcome: "not-usable" };
  const uses = await countUses(db, coupon.id, userId);
  if (uses.all >= (coupon.max_uses ?? Infinity) || uses.own >= coupon.max_uses_each) {
    return { outcome: "not-usable" };
  }
  if (coupon.plan_id && coupon.plan_id !== planId) return { outcome: "other-plan" };
  const discount = discountOn(priceIdr, coupon);
  if (discount.discountIdr === 0) return { outcome: "other-plan" };
  const { id: couponId, code } = coupon;
  return { outcome: "good", couponId, code, isEvery: coupon.payments === "every", ...discount };
}

function isOffered({ starts_at, ends_at, stopped_at }: CouponRow, now: Date): boolean {
  return starts_at <= now && (ends_at === null || now < ends_at) && stopped_at === null;
}

/** An order that can still be paid holds its use; one that expired or was cancelled has given it back. */
async function countUses(db: Db, couponId: string, userId: string): Promise<{ all: number; own: number }> {
  const uses = await db
    .selectFrom("orders")
    .select((of) => [
      of.fn.countAll<number>().as("all"),
      of.fn.countAll<number>().filterWhere("user_id", "=", userId).as("own"),
    ])
    .where("coupon_id", "=", couponId)
    .where("kind", "=", "new")
    .where("status", "in", ["awaiting-payment", "paid", "refunded"])
    .executeTakeFirstOrThrow();
  return { all: Number(uses.all), own: Number(uses.own) };
}

/**
 * What a subscription's purchase was promised for its later payments too: the coupon and what it takes off this price.
 * Kept whether the coupon is over or stopped by now; lost on leaving the plan it is for.
 */
export async function promisedDiscount(
  tx: Tx,
  { subscriptionId, planId, priceIdr }: { subscriptionId: string; planId: string; priceIdr: number },
): Promise<{ couponId: string | null; discountIdr: number }> {
  const coupon = await tx
    .selectFrom("orders")
    .innerJoin("coupons", "coupons.id", "orders.coupon_id")
    .select(["coupons.id", "coupons.percent", "coupons.amount_idr"])
    .where("orders.subscription_id", "=", subscriptionId)
    .where("orders.kind", "=", "new")
    .where("coupons.payments", "=", "every")
    .where((or) => or.or([or("coupons.plan_id", "is", null), or("coupons.plan_id", "=", planId)]))
    .executeTakeFirst();
  const discountIdr = coupon ? discountOn(priceIdr, coupon).discountIdr : 0;
  return { couponId: coupon && discountIdr > 0 ? coupon.id : null, discountIdr };
}

/** A column for a query over orders: the code of the order's coupon, or null. */
export function codeOfOrder() {
  return sql<string | null>`(select code from coupons where coupons.id = orders.coupon_id)`;
}
