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
import { touchReader } from "./touches.ts";
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
/** After a purchase has expired, in the grace, while suspended, and after the end. */
const LONG_DAYS = [1.5, 4, 12, 25, 50];

/** The buyers of a story: they buy, pay in their ways and come back; the gateway's notices take theirs. */
export function createCustomers(world: World, agenda: Agenda, staff: Staff) {
  const { books, clock, deps, ipaymu } = world;
  const customers = new Map<string, Live>();
  const news = touchReader(books);
  const filled = new Set<string>();
  const seenBills = new Set<string>();
  const counts = { purchases: 0, bills: 0, payments: 0, notices: 0 };
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
    customers.set(id, one);
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
    const placed = await orderInTabs(one);
    counts.purchases += placed.length;
    one.isBuying = true;
    for (const orderId of placed) {
      const habit = nextHabit(one);
      soon((habit.afterDays % 20) * HOUR_MS, () => follow(one, orderId, habit));
    }
  }

  /** With the coupon where there is one, in two tabs at once if in haste; without it where it is refused. */
  async function orderInTabs(one: Live): Promise<string[]> {
    const { coupon, isHasty } = one.plan;
    const code = coupon === null ? undefined : couponCode(coupon);
    const tabs = code && isHasty ? ["a", "b"] : ["a"];
    const asked = await Promise.all(tabs.map((tab) => order(one, tab, code)));
    const placed = asked.flatMap((answer) => (answer.outcome === "placed" ? [answer.orderId] : []));
    if (placed.length > 0) return placed;
    const last = asked[0]?.outcome === "coupon-refused" ? await order(one, "a") : asked[0]!;
    if (last.outcome !== "placed") throw new Error(`buyer ${one.index}: ${last.outcome}`);
    return [last.orderId];
  }

  async function order(one: Live, tab: string, coupon?: string) {
    const { planId, cycle } = one.plan;
    const price = (await findPlan(books, planId))!.prices[cycle];
    return placeOrder(
      { db: books, settings: deps.settings },
      {
        userId: one.userId,
        planId,
        cycle,
        priceId: price.id,
        site: { label: `toko-${one.index}-${one.habitsUsed}${tab}` },
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
      "pays-long-after": () =>
        page(one, which, async (opened) => soon(LONG_DAYS[lateDays % 5]! * DAY_MS, () => paying()(opened))),
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
    const { users } = await news();
    if (users.length === 0) return;
    const bills = await books
      .selectFrom("orders")
      .select(["id", "user_id"])
      .where("user_id", "in", users)
      .where("kind", "=", "renewal")
      .where("status", "=", "awaiting-payment")
      .orderBy("number")
      .execute();
    for (const bill of bills) {
      if (seenBills.has(bill.id)) continue;
      seenBills.add(bill.id);
      counts.bills += 1;
      const one = customers.get(bill.user_id);
      if (!one) continue;
      const habit = nextHabit(one);
      soon(habit.afterDays * DAY_MS + (one.index % 24) * HOUR_MS, () => follow(one, bill.id, habit));
    }
    await fill(users);
    await welcomeBack(users);
  }

  /** Their first page, so that there is something to lose. */
  async function fill(users: string[]) {
    const made = await books
      .selectFrom("websites")
      .select(["id", "host", "site_path"])
      .where("user_id", "in", users)
      .where("status", "=", "active")
      .execute();
    for (const { id, host, site_path: folder } of made) {
      if (!folder || filled.has(id)) continue;
      filled.add(id);
      fs.writeFileSync(path.join(world.aapanel.resolve(folder), "index.html"), `<h1>${host}</h1>`);
    }
  }

  async function welcomeBack(users: string[]) {
    const waiting = users.filter((id) => {
      const one = customers.get(id);
      return one?.isBuying && one.plan.returnsAfterDays !== null;
    });
    if (waiting.length === 0) return;
    const busy = await books
      .selectFrom("orders")
      .leftJoin("subscriptions", "subscriptions.id", "orders.subscription_id")
      .select("orders.user_id")
      .where("orders.user_id", "in", waiting)
      .where((or) =>
        or.or([
          or("orders.status", "=", "awaiting-payment"),
          or("subscriptions.status", "in", ["pending", "active", "past-due", "suspended", "cancelling"]),
        ]),
      )
      .execute();
    const isBusy = new Set(busy.map((row) => row.user_id));
    for (const id of waiting) {
      const one = customers.get(id);
      if (!one || isBusy.has(id) || one.habitsUsed > 200) continue;
      one.isBuying = false;
      soon((one.plan.returnsAfterDays ?? 0) * DAY_MS + HOUR_MS, () => buy(one));
    }
  }

  return {
    join,
    lookAround,
    counts,
  };
}

export type Customers = ReturnType<typeof createCustomers>;
