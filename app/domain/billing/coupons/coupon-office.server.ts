import { sql } from "kysely";
import { record } from "#app/domain/audit/audit.server.ts";
import type { Db } from "#db/client.ts";
import type { CouponRow } from "./coupons.server.ts";

export type NewCoupon = {
  code: string;
  percent: number | null;
  amountIdr: number | null;
  payments: CouponRow["payments"];
  maxUses: number | null;
  maxUsesEach: number;
  planId: string | null;
  /** The only account that may use it, by its e-mail address; null for everybody. */
  email: string | null;
  startsAt: Date;
  endsAt: Date | null;
};

type ByStaff = { staffId: string; now: Date };

/** Writes down a new coupon. A code is given once and for all: one that was stopped is not given again. */
export async function createCoupon(
  db: Db,
  coupon: NewCoupon,
  { staffId, now }: ByStaff,
): Promise<{ outcome: "created"; couponId: string } | { outcome: "code-taken" | "no-such-customer" }> {
  return db.transaction().execute(async (tx) => {
    const owner = coupon.email
      ? await tx.selectFrom("users").select("id").where("email", "=", coupon.email).executeTakeFirst()
      : null;
    if (owner === undefined) return { outcome: "no-such-customer" };
    const created = await tx
      .insertInto("coupons")
      .values({
        code: coupon.code,
        percent: coupon.percent,
        amount_idr: coupon.amountIdr,
        payments: coupon.payments,
        max_uses: coupon.maxUses,
        max_uses_each: coupon.maxUsesEach,
        plan_id: coupon.planId,
        user_id: owner?.id ?? null,
        starts_at: coupon.startsAt,
        ends_at: coupon.endsAt,
        created_by: staffId,
        created_at: now,
      })
      .onConflict((conflict) => conflict.column("code").doNothing())
      .returning("id")
      .executeTakeFirst();
    if (!created) return { outcome: "code-taken" };
    const { code, percent, amountIdr } = coupon;
    await note(tx, created.id, "coupon-created", { staffId, now }, { code, percent, amountIdr });
    return { outcome: "created", couponId: created.id };
  });
}

/** Ends a coupon for new purchases; what was promised to earlier ones stays. Stopped twice, it stays stopped. */
export async function stopCoupon(db: Db, couponId: string, { staffId, now }: ByStaff): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const stopped = await tx
      .updateTable("coupons")
      .set({ stopped_at: now })
      .where("id", "=", couponId)
      .where("stopped_at", "is", null)
      .returning("code")
      .executeTakeFirst();
    if (stopped) await note(tx, couponId, "coupon-stopped", { staffId, now }, { code: stopped.code });
  });
}

function note(
  db: Db,
  couponId: string,
  event: string,
  { staffId, now }: ByStaff,
  detail: Record<string, string | number | null>,
): Promise<void> {
  return record(db, {
    actor: "staff",
    actorId: staffId,
    subjectType: "coupon",
    subjectId: couponId,
    event,
    detail,
    now,
  });
}

/** A coupon as staff see it. Amounts in whole rupiah. */
export type Coupon = {
  id: string;
  code: string;
  percent: number | null;
  amountIdr: number | null;
  payments: CouponRow["payments"];
  maxUses: number | null;
  maxUsesEach: number;
  planName: string | null;
  email: string | null;
  startsAt: Date;
  endsAt: Date | null;
  stoppedAt: Date | null;
  /** Purchases with it that are paid, and that still wait for their money. */
  used: number;
  held: number;
  /** What was taken off all paid orders, renewals among them. */
  givenIdr: number;
};

/** All coupons, the newest first, at most 200. */
export async function listCoupons(db: Db): Promise<Coupon[]> {
  const { rows } = await sql<Coupon>`
    select coupons.id, code, percent, coupons.amount_idr as "amountIdr", payments, max_uses as "maxUses",
      max_uses_each as "maxUsesEach", plans.name as "planName", users.email,
      starts_at as "startsAt", ends_at as "endsAt", stopped_at as "stoppedAt",
      uses.used::int, uses.held::int, coalesce(uses.given, 0)::bigint as "givenIdr"
    from coupons
    left join plans on plans.id = coupons.plan_id
    left join users on users.id = coupons.user_id
    cross join lateral (
      select count(*) filter (where kind = 'new' and status in ('paid', 'refunded')) as used,
        count(*) filter (where kind = 'new' and status = 'awaiting-payment') as held,
        sum(discount_idr) filter (where status in ('paid', 'refunded')) as given
      from orders where coupon_id = coupons.id
    ) as uses
    order by coupons.created_at desc, coupons.id limit 200`.execute(db);
  return rows;
}
