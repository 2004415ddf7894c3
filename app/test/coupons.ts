import { randomBytes } from "node:crypto";
import {
  createCoupon,
  type NewCoupon,
  stopCoupon,
} from "#app/domain/billing/coupons/coupon-office.server.ts";
import type { Db } from "#db/client.ts";
import { aCustomer } from "./billing.ts";

type Terms = Partial<NewCoupon> & {
  /** Ended by staff as soon as it was made. */
  isStopped?: boolean;
};

/** A coupon that staff made: ten percent off the first payment, once for each customer, unless told otherwise. */
export async function aCoupon(db: Db, { isStopped, email: asked, ...terms }: Terms) {
  const staffId = await aCustomer(db, "Staf");
  const email = asked === "somebody" ? await emailOf(db, await aCustomer(db)) : (asked ?? null);
  const now = new Date();
  const coupon: NewCoupon = {
    code: `HEMAT${randomBytes(4).toString("hex").toUpperCase()}`,
    percent: 10,
    amountIdr: null,
    payments: "first",
    maxUses: null,
    maxUsesEach: 1,
    planId: null,
    startsAt: new Date(now.getTime() - 48 * 3_600_000),
    endsAt: null,
    ...terms,
    email,
  };
  const made = await createCoupon(db, coupon, { staffId, now });
  if (made.outcome !== "created") throw new Error(made.outcome);
  if (isStopped) await stopCoupon(db, made.couponId, { staffId, now });
  return { id: made.couponId, code: coupon.code, staffId };
}

async function emailOf(db: Db, userId: string): Promise<string> {
  const { email } = await db
    .selectFrom("users")
    .select("email")
    .where("id", "=", userId)
    .executeTakeFirstOrThrow();
  return email;
}
