import { randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { cancelOrder } from "#app/domain/billing/orders/endings.server.ts";
import { placeOrder } from "#app/domain/billing/orders/orders.server.ts";
import { storeNotice } from "#app/domain/billing/payments/notices.server.ts";
import { findPlan } from "#app/domain/catalog/plans.server.ts";
import { type createAgenda, DAY_MS, HOUR_MS } from "./clock.ts";
import { openFor, type Target } from "./paying.ts";
import type { CustomerPlan, Habit } from "./scenario.ts";
import { couponCode, type Staff } from "./staff.ts";
import { indulge } from "./whims.ts";
import type { Post, World } from "./world.ts";

type Agenda = ReturnType<typeof createAgenda>;
type Live = {
  index: number;
  plan: CustomerPlan;
  userId: string;
  habitsUsed: number;
  isBuying: boolean;
  pages: Target[];
};

const MINUTE_MS = 60_000;
const FAIR_TRIES = 6;

/** The buyers of a story: they buy, pay in their ways and come back; the gateway's notices take theirs. */
export function createCustomers(world: World, agenda: Agenda, staff: Staff) {
  const { books, clock, deps, ipaymu } = world;
  const customers: Live[] = [];
  const filled = new Set<string>();
  const seenBills = new Set<string>();
  const counts = { purchases: 0, payments: 0, notices: 0 };
  const soon = (ms: number, act: () => Promise<void>) => agenda.plan(clock.now().getTime() + ms, act);

  async function join(plan: CustomerPlan, index: number) {
    const { id } = await books
      .insertInto("users")
      .values({
        email: `buyer-${index}@contoh.test`,
        name: `Buyer ${index}`,
        phone: "081234567890",
        password_hash: "not a hash",
        email_verified_at: clock.now(),
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    const one: Live = { index, plan, userId: id, habitsUsed: 0, isBuying: false, pages: [] };
    customers.push(one);
    await buy(one);
    for (const whim of plan.whims) {
      soon(whim.afterDays * DAY_MS, async () => {
        if (whim.what.startsWith("staff-")) return staff.actOn(one.userId, whim);
        const orderId = await indulge(world, one.userId, whim, soon);
        if (orderId) soon(HOUR_MS, () => follow(one, orderId, nextHabit(one)));
      });
    }
  }

  async function buy(one: Live): Promise<void> {
    const { coupon } = one.plan;
    const asked = coupon === null ? null : await order(one, couponCode(coupon));
    const placed = asked && asked.outcome !== "coupon-refused" ? asked : await order(one);
    if (placed.outcome !== "placed") throw new Error(`buyer ${one.index}: ${placed.outcome}`);
    counts.purchases += 1;
    one.isBuying = true;
    const habit = nextHabit(one);
    soon((habit.afterDays % 20) * HOUR_MS, () => follow(one, placed.orderId, habit));
  }

  async function order(one: Live, coupon?: string) {
    const { planId, cycle } = one.plan;
    const price = (await findPlan(books, planId))!.prices[cycle];
    return placeOrder(
      { db: books, settings: deps.settings },
      {
        userId: one.userId,
        planId,
        cycle,
        priceId: price.id,
        site: { label: `toko-${one.index}-${one.habitsUsed}` },
        checkoutKey: randomUUID(),
        ...(coupon && { coupon }),
        now: clock.now(),
      },
    );
  }

  function nextHabit(one: Live): Habit {
    const habit = one.plan.habits[one.habitsUsed % one.plan.habits.length]!;
    one.habitsUsed += 1;
    return habit;
  }

  /** Opens the order's payment; a gateway in trouble is tried again later, as people do. */
  async function page(
    one: Live,
    { orderId, habit }: { orderId: string; habit: Habit },
    then: (where: Target) => Promise<void>,
    tries = 0,
  ): Promise<void> {
    const opened = await openFor(world, { orderId, userId: one.userId, ...habit });
    if (opened === "later" && tries < FAIR_TRIES)
      return soon(2 ** tries * HOUR_MS, () => page(one, { orderId, habit }, then, tries + 1));
    if (!opened || opened === "later") return;
    one.pages.push(opened);
    await then(opened);
  }

  async function follow(one: Live, orderId: string, habit: Habit): Promise<void> {
    const { channel, lateDays } = habit;
    const which = { orderId, habit };
    const give = () => spread(habit);
    const paying =
      (options: { amount?: number } = {}) =>
      async ({ target }: Target) => {
        if (isGivenBack(target)) return;
        await ipaymu.pay(target, { channel, ...options });
        counts.payments += 1;
        await give();
      };
    const ways: Record<Habit["way"], () => Promise<void>> = {
      pays: () => page(one, which, paying()),
      "pays-twice": () =>
        page(one, which, async (session) => {
          await paying()(session);
          soon((lateDays % 2) * HOUR_MS, () => paying()(session));
        }),
      "takes-a-code-first": () =>
        page(one, which, async ({ target, isCode }) => {
          if (!isCode) await ipaymu.choose(target, channel);
          await give();
          soon(1.5 * HOUR_MS, () => page(one, which, paying()));
        }),
      "opens-two-pages": () =>
        page(one, which, async (first) => {
          soon(26 * HOUR_MS, () =>
            page(one, which, async (second) => {
              await paying()(second);
              if (first.target !== second.target) soon(lateDays * DAY_MS, () => paying()(first));
            }),
          );
        }),
      "pays-an-old-page": () => {
        const old = one.pages.at(-1);
        return old ? paying()(old) : page(one, which, paying());
      },
      "pays-too-little": () =>
        page(one, which, async (session) => {
          await paying({ amount: 10_000 })(session);
          soon(lateDays * HOUR_MS, () => page(one, which, paying()));
        }),
      "pays-and-gets-it-back": () =>
        page(one, which, async ({ target }) => {
          const { trxId } = await ipaymu.pay(target, { channel });
          counts.payments += 1;
          await give();
          soon(lateDays * 3 * HOUR_MS, () => ipaymu.refund(trxId));
        }),
      "opens-and-leaves": () => page(one, which, async () => {}),
      cancels: async () => {
        await cancelOrder({ ...deps, db: books }, { orderId, userId: one.userId, now: clock.now() });
      },
      forges: () =>
        page(one, which, async ({ target }) => {
          await ipaymu.forge(target, lateDays % 2 ? "valid" : "wrong");
          await give();
        }),
      never: async () => {},
    };
    await ways[habit.way]();
  }

  const isGivenBack = (target: string) =>
    ipaymu.transactions().some((one) => String(one.id) === target && one.status === 3);

  /** Lets the notices that were sent just now find their way, or not. */
  async function spread({ notice, lateDays }: Habit) {
    const posts = await world.takePosts();
    if (notice === "reordered") posts.reverse();
    for (const post of posts) {
      if (notice === "lost") continue;
      soon(notice === "late" ? lateDays * DAY_MS : MINUTE_MS, () => deliver(post));
      if (notice === "double") soon(lateDays * 3 * MINUTE_MS, () => deliver(post));
    }
  }

  async function deliver(post: Post) {
    counts.notices += 1;
    const { signature, ...came } = post;
    const notice = deps.gateway.readNotice(post.body, signature);
    await storeNotice(books, { ...came, notice, now: clock.now() });
  }

  /** Buyers see the new bills in their mail, and those for whom all is over may come back. */
  async function lookAround(): Promise<void> {
    const bills = await books
      .selectFrom("orders")
      .select(["id", "user_id", "created_at"])
      .where("kind", "=", "renewal")
      .where("status", "=", "awaiting-payment")
      .execute();
    for (const bill of bills) {
      if (seenBills.has(bill.id)) continue;
      seenBills.add(bill.id);
      const one = customers.find((other) => other.userId === bill.user_id);
      if (!one) continue;
      const habit = nextHabit(one);
      soon(habit.afterDays * DAY_MS + (one.index % 24) * HOUR_MS, () => follow(one, bill.id, habit));
    }
    await fill();
    await welcomeBack();
  }

  /** Their first page, so that there is something to lose. */
  async function fill() {
    const made = await books
      .selectFrom("websites")
      .select(["id", "host", "site_path"])
      .where("status", "=", "active")
      .execute();
    for (const { id, host, site_path: folder } of made) {
      if (!folder || filled.has(id)) continue;
      filled.add(id);
      fs.writeFileSync(path.join(world.aapanel.resolve(folder), "index.html"), `<h1>${host}</h1>`);
    }
  }

  async function welcomeBack() {
    const waiting = customers.filter((one) => one.isBuying && one.plan.returnsAfterDays !== null);
    if (waiting.length === 0) return;
    const busy = await books
      .selectFrom("orders")
      .leftJoin("subscriptions", "subscriptions.id", "orders.subscription_id")
      .select("orders.user_id")
      .where((or) =>
        or.or([
          or("orders.status", "=", "awaiting-payment"),
          or("subscriptions.status", "in", ["pending", "active", "past-due", "suspended", "cancelling"]),
        ]),
      )
      .execute();
    const isBusy = new Set(busy.map((row) => row.user_id));
    for (const one of waiting) {
      if (isBusy.has(one.userId) || one.habitsUsed > 200) continue;
      one.isBuying = false;
      soon((one.plan.returnsAfterDays ?? 0) * DAY_MS + HOUR_MS, () => buy(one));
    }
  }

  return {
    join,
    lookAround,
    counts,
    nameOf: (userId: string) => customers.find((one) => one.userId === userId)?.index,
  };
}

export type Customers = ReturnType<typeof createCustomers>;
