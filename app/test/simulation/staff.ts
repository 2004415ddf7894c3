import { createCoupon, type NewCoupon } from "#app/domain/billing/coupons/coupon-office.server.ts";
import { refundByStaff } from "#app/domain/billing/credit/staff-refunds.server.ts";
import { allowForToday } from "#app/domain/billing/safety/brake.server.ts";
import { allowRemovals } from "#app/domain/hosting/endings/removal-sweep.server.ts";
import { letRunByStaff, stopByStaff } from "#app/domain/hosting/websites/staff-standing.server.ts";
import { type createAgenda, DAY_MS, HOUR_MS } from "./clock.ts";
import type { Whim } from "./scenario.ts";
import type { World } from "./world.ts";

const COUPONS: Partial<NewCoupon>[] = [
  { percent: 10, maxUsesEach: 3 },
  { percent: 25, payments: "every" },
  { percent: null, amountIdr: 20_000, maxUses: 2 },
  { percent: 50, payments: "every", planId: "usaha", maxUses: 5, maxUsesEach: 2 },
  { percent: 90, payments: "first", maxUsesEach: 2 },
];
/** The coupons of every story, by number. */
export const couponCode = (number: number) => `SIMULASI${number}`;

/** The people of the shop: they make coupons, give money back, stop sites, and let through what the brakes hold. */
export async function createStaff(world: World, agenda: ReturnType<typeof createAgenda>) {
  const { books, clock } = world;
  const deps = { ...world.deps, db: books };
  const { id: staffId } = await books
    .insertInto("users")
    .values({ email: "staf@contoh.test", name: "Staf", password_hash: "not a hash", role: "staff" })
    .returning("id")
    .executeTakeFirstOrThrow();
  for (const [number, terms] of COUPONS.entries()) {
    const ends = number === 4 ? new Date(clock.now().getTime() + 40 * DAY_MS) : null;
    await createCoupon(
      books,
      {
        code: couponCode(number),
        percent: null,
        amountIdr: null,
        payments: "first",
        maxUses: null,
        maxUsesEach: 1,
        planId: null,
        email: null,
        startsAt: clock.now(),
        endsAt: ends,
        ...terms,
      },
      { staffId, now: clock.now() },
    );
  }
  const planned = new Set<string>();
  const soon = (ms: number, act: () => Promise<void>) => agenda.plan(clock.now().getTime() + ms, act);

  /** A person sees what a brake holds, and says that it may go on, within a day. */
  async function lookAround(): Promise<void> {
    const held = await books
      .selectFrom("attention_items")
      .select("kind")
      .where("kind", "in", ["mass-suspension", "mass-removal"])
      .where("resolved_at", "is", null)
      .execute();
    for (const { kind } of held) {
      if (planned.has(kind)) continue;
      planned.add(kind);
      soon(20 * HOUR_MS, async () => {
        planned.delete(kind);
        const who = { staffId, now: clock.now() };
        await (kind === "mass-removal" ? allowRemovals(books, who) : allowForToday(books, who));
      });
    }
  }

  /** What staff do about one buyer: part of the last payment back, or the site off for some days. */
  async function actOn(userId: string, { what, choice }: Whim): Promise<void> {
    if (what === "staff-stop") return stop(userId, choice);
    const order = await books
      .selectFrom("orders")
      .select(["id", "total_idr"])
      .where("user_id", "=", userId)
      .where("status", "=", "paid")
      .orderBy("paid_at", "desc")
      .executeTakeFirst();
    if (!order) return;
    const give = (id: string, share: number) =>
      refundByStaff(deps, {
        id,
        orderId: order.id,
        staffId,
        amountIdr: Math.max(1, Math.floor(order.total_idr * share)),
        way: what === "staff-transfer" ? "transfer" : "credit",
        reference: what === "staff-transfer" ? `TRF${choice}` : "",
        reason: "asked for",
        endsSubscription: what === "staff-refund-and-end",
        now: clock.now(),
      });
    const ids = Array.from({ length: 3 }, () => crypto.randomUUID());
    // Three people at once, one of them with a double click: there is never enough for all of them.
    if (what === "staff-refunds-at-once")
      await Promise.all([...ids, ids[0]!].map((id) => give(id, 0.35 + choice / 10)));
    // Sometimes more than what is left: then nothing is given.
    else await give(ids[0]!, (choice + 1) / 5);
  }

  async function stop(userId: string, choice: number): Promise<void> {
    const site = await books
      .selectFrom("websites")
      .select("id")
      .where("user_id", "=", userId)
      .orderBy("created_at", "desc")
      .executeTakeFirst();
    if (!site) return;
    const about = { websiteId: site.id, staffId };
    const { outcome } = await stopByStaff(books, { ...about, note: "complaint", now: clock.now() });
    if (outcome !== "stopped" || choice === 0) return;
    soon(choice * 5 * DAY_MS, async () => {
      await letRunByStaff(books, { ...about, now: clock.now() });
    });
  }

  return { lookAround, actOn };
}

export type Staff = Awaited<ReturnType<typeof createStaff>>;
