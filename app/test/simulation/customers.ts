import { randomUUID } from "node:crypto";
import { openPayment } from "#app/domain/billing/attempts.server.ts";
import { cancelOrder } from "#app/domain/billing/endings.server.ts";
import { storeNotice } from "#app/domain/billing/notices.server.ts";
import { placeOrder } from "#app/domain/billing/orders.server.ts";
import { findPlan } from "#app/domain/catalog/plans.server.ts";
import { type createAgenda, DAY_MS, HOUR_MS } from "./clock.ts";
import type { CustomerPlan, Habit } from "./scenario.ts";
import { indulge } from "./whims.ts";
import type { Post, World } from "./world.ts";

type Agenda = ReturnType<typeof createAgenda>;
type Live = {
  index: number;
  plan: CustomerPlan;
  userId: string;
  habitsUsed: number;
  isBuying: boolean;
  pages: string[];
};

const MINUTE_MS = 60_000;
const FAIR_TRIES = 6;

/** The buyers of a story: they buy, pay in their ways and come back; the gateway's notices take theirs. */
export function createCustomers(world: World, agenda: Agenda) {
  const { books, clock, deps, ipaymu } = world;
  const customers: Live[] = [];
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
        const orderId = await indulge(world, one.userId, whim);
        if (orderId) soon(HOUR_MS, () => follow(one, orderId, nextHabit(one)));
      });
    }
  }

  async function buy(one: Live): Promise<void> {
    const { planId, cycle } = one.plan;
    const price = (await findPlan(books, planId))!.prices[cycle];
    const placed = await placeOrder(
      { db: books, settings: deps.settings },
      {
        userId: one.userId,
        planId,
        cycle,
        priceId: price.id,
        site: { label: `toko-${one.index}-${one.habitsUsed}` },
        checkoutKey: randomUUID(),
        now: clock.now(),
      },
    );
    if (placed.outcome !== "placed") throw new Error(`buyer ${one.index}: ${placed.outcome}`);
    counts.purchases += 1;
    one.isBuying = true;
    const habit = nextHabit(one);
    soon((habit.afterDays % 20) * HOUR_MS, () => follow(one, placed.orderId, habit));
  }

  function nextHabit(one: Live): Habit {
    const habit = one.plan.habits[one.habitsUsed % one.plan.habits.length]!;
    one.habitsUsed += 1;
    return habit;
  }

  /** Opens the order's payment page; a gateway or process in trouble is tried again later, as people do. */
  async function page(
    one: Live,
    orderId: string,
    then: (session: string) => Promise<void>,
    tries = 0,
  ): Promise<void> {
    const opened = await openPayment(
      { ...deps, db: books },
      { orderId, userId: one.userId, locale: "id", now: clock.now() },
    );
    if (opened.outcome === "gateway-failed" && tries < FAIR_TRIES)
      return soon(2 ** tries * HOUR_MS, () => page(one, orderId, then, tries + 1));
    if (opened.outcome !== "open") return;
    const { session_id: session } = await books
      .selectFrom("payment_attempts")
      .select("session_id")
      .where("id", "=", opened.attemptId)
      .executeTakeFirstOrThrow();
    if (!session) throw new Error(`an open page of order ${orderId} has no session`);
    one.pages.push(session);
    await then(session);
  }

  async function follow(one: Live, orderId: string, habit: Habit): Promise<void> {
    const { channel, notice, lateDays } = habit;
    const give = () => spread(habit);
    const paying =
      (options: { amount?: number } = {}) =>
      async (session: string) => {
        await ipaymu.pay(session, { channel, ...options });
        counts.payments += 1;
        await give();
      };
    const ways: Record<Habit["way"], () => Promise<void>> = {
      pays: () => page(one, orderId, paying()),
      "pays-twice": () =>
        page(one, orderId, async (session) => {
          await paying()(session);
          soon((lateDays % 2) * HOUR_MS, () => paying()(session));
        }),
      "takes-a-code-first": () =>
        page(one, orderId, async (session) => {
          await ipaymu.choose(session, channel);
          await give();
          soon(1.5 * HOUR_MS, () => page(one, orderId, paying()));
        }),
      "opens-two-pages": () =>
        page(one, orderId, async (first) => {
          soon(26 * HOUR_MS, () =>
            page(one, orderId, async (second) => {
              await paying()(second);
              if (first !== second) soon(lateDays * DAY_MS, () => paying()(first));
            }),
          );
        }),
      "pays-an-old-page": () => {
        const old = one.pages.at(-1);
        return old ? paying()(old) : page(one, orderId, paying());
      },
      "pays-too-little": () =>
        page(one, orderId, async (session) => {
          await paying({ amount: 10_000 })(session);
          soon(lateDays * HOUR_MS, () => page(one, orderId, paying()));
        }),
      "pays-and-gets-it-back": () =>
        page(one, orderId, async (session) => {
          const { trxId } = await ipaymu.pay(session, { channel });
          counts.payments += 1;
          await give();
          soon(lateDays * 3 * HOUR_MS, () => ipaymu.refund(trxId));
        }),
      "opens-and-leaves": () => page(one, orderId, async () => {}),
      cancels: async () => {
        await cancelOrder({ ...deps, db: books }, { orderId, userId: one.userId, now: clock.now() });
      },
      forges: () =>
        page(one, orderId, async (session) => {
          await ipaymu.forge(session, lateDays % 2 ? "valid" : "wrong");
          await give();
        }),
      never: async () => {},
    };
    void notice;
    await ways[habit.way]();
  }

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
    await welcomeBack();
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
