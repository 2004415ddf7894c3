import { sql } from "kysely";
import { expect } from "vitest";
import { creditBalance } from "#app/domain/billing/credit/credit.server.ts";
import { sendNotice } from "#app/domain/notifications/notify.server.ts";
import { payloads } from "#app/jobs/payloads.ts";
import { test } from "#app/test/fixtures.ts";
import {
  aSubscription,
  billingRun,
  billsOf,
  daysAfter,
  endingIn,
  giveCredit,
  openBill,
  takeJobs,
} from "#app/test/renewing.ts";
import type { Db } from "#db/client.ts";
import { issueInvoice } from "../invoices/invoices.server.ts";
import { cancelOrder } from "../orders/endings.server.ts";
import { settleTransaction } from "../payments/settlement.server.ts";
import { nextPeriodEnd, periodEnd } from "./periods.ts";
import { billingTick, renewSubscription } from "./renewals.server.ts";

const subscriptionOf = (db: Db, id: string) =>
  db.selectFrom("subscriptions").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
const periodsOf = (db: Db, id: string) =>
  db
    .selectFrom("subscription_periods")
    .selectAll()
    .where("subscription_id", "=", id)
    .orderBy("starts_at")
    .execute();
const lettersOf = async (db: Db) =>
  (await takeJobs(db, "send-notice")).map((one) => `${one.kind}${one.key.match(/:\d+$/)?.[0] ?? ""}`).sort();
for (const day of [29, 30, 31]) {
  test(`a year of monthly renewals keeps the anchor on the ${day}th`, async ({ shop, db }) => {
    const anchor = new Date(`2027-01-${day}T16:30:00Z`);
    const one = await aSubscription(shop, { anchor });
    await giveCredit(db, one.userId, 12 * one.amountIdr);
    for (let at = anchor; at < daysAfter(anchor, 366); at = daysAfter(at, 1)) {
      expect(await billingRun(shop, at)).toEqual([]);
    }
    const periods = await periodsOf(db, one.subscriptionId);
    expect(periods.map((period) => period.ends_at)).toEqual(
      periods.map((_, index) => periodEnd(anchor, "monthly", index + 1)),
    );
    expect(periods.slice(1).map((period) => period.starts_at)).toEqual(
      periods.slice(0, -1).map((period) => period.ends_at),
    );
    expect(periods).toHaveLength(13);
    expect(await creditBalance(db, one.userId)).toBe(0);
    expect(await subscriptionOf(db, one.subscriptionId)).toMatchObject({ status: "active" });
  });
}

test("the next end is found from any end, leap days and years included", () => {
  for (const cycle of ["monthly", "yearly"] as const) {
    for (const anchor of ["2024-02-29T10:00:00Z", "2027-01-31T16:59:00Z", "2027-01-31T17:01:00Z"]) {
      const from = new Date(anchor);
      for (let count = 1; count < 150; count++) {
        expect(nextPeriodEnd(from, cycle, periodEnd(from, cycle, count))).toEqual(
          periodEnd(from, cycle, count + 1),
        );
      }
    }
  }
});

test("a hundred runs in an hour send each letter once, and each is one e-mail", async ({
  shop,
  db,
  settings,
  mailer,
  vault,
  mail,
}) => {
  const one = await aSubscription(shop, endingIn(6));
  await takeJobs(db, "send-notice");
  const start = new Date();
  for (let run = 0; run < 100; run++) {
    const now = new Date(start.getTime() + run * 36_000);
    // Looked at every time, as if something had asked for it.
    await db.updateTable("subscriptions").set({ next_step_at: now }).execute();
    await billingRun(shop, now);
    for (const job of await takeJobs(db, "send-notice")) {
      await sendNotice({ db, mailer, vault, settings }, payloads["send-notice"].parse(job), now);
    }
  }
  expect(await billsOf(db, one.subscriptionId)).toHaveLength(1);
  const letters = await mail.messages();
  expect(letters).toHaveLength(1);
});

test("reminders go out at 7, 3, 1 and 0 days and one a day after, then suspension and a last warning, each once", async ({
  shop,
  db,
}) => {
  const anchor = new Date("2027-03-10T03:00:00Z");
  const one = await aSubscription(shop, { anchor });
  const found: [number, string][] = [];
  for (let day = -12; day <= 40; day++) {
    const now = daysAfter(one.endsAt, day);
    expect(await billingRun(shop, now)).toEqual([]);
    for (const letter of await lettersOf(db)) found.push([day, letter]);
  }
  expect(found).toEqual([
    [-7, "renewal-due:7"],
    [-3, "renewal-due:3"],
    [-1, "renewal-due:1"],
    [0, "renewal-due:0"],
    [1, "past-due:0"],
    [3, "site-suspended:0"],
    [26, "termination-soon:0"],
    // The matter for staff: what to do with the files.
  ]);
  expect(await subscriptionOf(db, one.subscriptionId)).toMatchObject({ status: "terminated" });
  expect(await billsOf(db, one.subscriptionId)).toMatchObject([{ status: "expired" }]);
});

test("a yearly bill comes two weeks ahead and no reminder before a week", async ({ shop, db }) => {
  const one = await aSubscription(shop, { anchor: new Date("2027-03-10T03:00:00Z"), cycle: "yearly" });
  await billingRun(shop, daysAfter(one.endsAt, -14.01));
  expect(await billsOf(db, one.subscriptionId)).toEqual([]);
  await billingRun(shop, daysAfter(one.endsAt, -14));
  expect(await billsOf(db, one.subscriptionId)).toMatchObject([{ total_idr: 490_000 }]);
  expect(await lettersOf(db)).toEqual([]);
});

test("a worker that was off for days makes one bill and one letter, and nobody goes off without grace", async ({
  shop,
  db,
}) => {
  const one = await aSubscription(shop, { anchor: new Date("2027-03-10T03:00:00Z") });
  const back = daysAfter(one.endsAt, 9);
  for (let run = 0; run < 3; run++) await billingRun(shop, new Date(back.getTime() + run * 600_000));
  expect(await billsOf(db, one.subscriptionId)).toHaveLength(1);
  expect(await lettersOf(db)).toEqual(["renewal-due:0"]);
  expect(await subscriptionOf(db, one.subscriptionId)).toMatchObject({ status: "past-due" });
  await billingRun(shop, daysAfter(back, 2.9));
  expect(await subscriptionOf(db, one.subscriptionId)).toMatchObject({ status: "past-due" });
  await billingRun(shop, daysAfter(back, 3));
  expect(await subscriptionOf(db, one.subscriptionId)).toMatchObject({ status: "suspended" });
});

test("two runs at once make one bill", async ({ shop, db }) => {
  const one = await aSubscription(shop, endingIn(5));
  const now = new Date();
  await Promise.all(Array.from({ length: 8 }, () => renewSubscription(shop, one, now)));
  expect(await billsOf(db, one.subscriptionId)).toHaveLength(1);
  expect(await lettersOf(db)).toEqual(["renewal-due:7"]);
});

test("credit pays first when it covers the whole bill, and a smaller one is left alone", async ({
  shop,
  db,
}) => {
  const rich = await aSubscription(shop, endingIn(5));
  const poor = await aSubscription(shop, endingIn(5));
  await giveCredit(db, rich.userId, rich.amountIdr + 1_000);
  await giveCredit(db, poor.userId, poor.amountIdr - 1);
  await billingRun(shop, new Date());
  const [paid] = await billsOf(db, rich.subscriptionId);
  expect(paid).toMatchObject({ status: "paid", total_idr: rich.amountIdr });
  expect(await creditBalance(db, rich.userId)).toBe(1_000);
  expect(await issueInvoice(shop, { orderId: paid!.id }, new Date())).toMatchObject({ outcome: "issued" });
  expect(await billsOf(db, poor.subscriptionId)).toMatchObject([{ status: "awaiting-payment" }]);
  expect(await creditBalance(db, poor.userId)).toBe(poor.amountIdr - 1);
});

test("one credit pays one of two bills that are due at once", async ({ shop, db }) => {
  const first = await aSubscription(shop, endingIn(5));
  const second = await aSubscription(shop, { ...endingIn(5), userId: first.userId });
  await giveCredit(db, first.userId, first.amountIdr + 11_000);
  await Promise.all([first, second].map((one) => renewSubscription(shop, one, new Date())));
  expect(await creditBalance(db, first.userId)).toBe(11_000);
});

test("the price of the purchase stays, whatever the plan costs now", async ({ shop, db }) => {
  const one = await aSubscription(shop, endingIn(5));
  const now = new Date();
  const { plan_id, cycle } = await subscriptionOf(db, one.subscriptionId);
  await db
    .updateTable("prices")
    .set({ replaced_at: now })
    .where("plan_id", "=", plan_id)
    .where("cycle", "=", cycle)
    .execute();
  await db.insertInto("prices").values({ plan_id, cycle, amount_idr: 999_000 }).execute();
  await billingRun(shop, now);
  expect(await billsOf(db, one.subscriptionId)).toMatchObject([{ total_idr: one.amountIdr }]);
});

test("five payments of one bill renew once; the others become credit", async ({ shop, db, ipaymu }) => {
  const one = await aSubscription(shop, endingIn(5));
  await billingRun(shop, new Date());
  const { reference } = await openBill(shop, one.subscriptionId, new Date());
  const paid = [];
  for (const channel of ["bca", "bni", "bri", "mandiri", "cimb"]) {
    paid.push(await ipaymu.choose(reference, channel));
  }
  for (const { trxId } of paid) await ipaymu.pay(trxId, { notify: "never" });
  const results = await Promise.all(paid.map(({ trxId }) => settleTransaction(shop, trxId, new Date())));
  expect(results.map((result) => result.outcome).sort()).toEqual([
    "second-payment",
    "second-payment",
    "second-payment",
    "second-payment",
    "settled",
  ]);
  expect(await periodsOf(db, one.subscriptionId)).toHaveLength(2);
  expect(await creditBalance(db, one.userId)).toBe(4 * one.amountIdr);
  const { ends_at, anchor_at, cycle, status } = await subscriptionOf(db, one.subscriptionId);
  expect(ends_at).toEqual(periodEnd(anchor_at, cycle, 2));
  expect(status).toBe("active");
});

for (const [state, days] of [
  ["active", 3],
  ["past-due", -2],
  ["suspended", -6],
] as const) {
  test(`paying while ${state} extends from the anchor and restores`, async ({ shop, db, ipaymu }) => {
    const now = new Date();
    const term = endingIn(days);
    const one = await aSubscription(shop, term);
    await billingRun(shop, daysAfter(one.endsAt, -7));
    await billingRun(shop, now);
    expect(await subscriptionOf(db, one.subscriptionId)).toMatchObject({ status: state });
    const { reference, bill } = await openBill(shop, one.subscriptionId, now);
    const { trxId } = await ipaymu.pay(reference, { notify: "never" });
    expect(await settleTransaction(shop, trxId, now)).toMatchObject({ outcome: "settled" });
    expect(await subscriptionOf(db, one.subscriptionId)).toMatchObject({
      status: "active",
      suspended_at: null,
      ends_at: periodEnd(term.anchor, term.cycle, 2),
    });
    expect(await billsOf(db, one.subscriptionId)).toMatchObject([{ id: bill.id, status: "paid" }]);
    const site = await db.selectFrom("websites").select("suspended_reason").executeTakeFirstOrThrow();
    expect(site.suspended_reason).toBe(null);
  });
}

test("what was paid without a word from the gateway is not suspended, and a payable code is waited for", async ({
  shop,
  db,
  ipaymu,
}) => {
  const now = new Date();
  const term = endingIn(-3);
  const lost = await aSubscription(shop, term);
  const waiting = await aSubscription(shop, term);
  const silent = await aSubscription(shop, term);
  await billingRun(shop, daysAfter(lost.endsAt, -7));
  const paid = await openBill(shop, lost.subscriptionId, new Date(now.getTime() - 60_000));
  await ipaymu.pay(paid.reference, { notify: "never" });
  const open = await openBill(shop, waiting.subscriptionId, new Date(now.getTime() - 60_000));
  const { trxId } = await ipaymu.choose(open.reference, "bca");
  await billingRun(shop, new Date(now.getTime() + 1000));
  expect(await subscriptionOf(db, lost.subscriptionId)).toMatchObject({ status: "active" });
  expect(await subscriptionOf(db, waiting.subscriptionId)).toMatchObject({ status: "past-due" });
  expect(await subscriptionOf(db, silent.subscriptionId)).toMatchObject({ status: "suspended" });
  await ipaymu.expire(trxId);
  await billingRun(shop, daysAfter(now, 1));
  expect(await subscriptionOf(db, waiting.subscriptionId)).toMatchObject({ status: "suspended" });
});

test("while the gateway does not answer nobody is suspended, and one poisoned row stops nothing else", async ({
  shop,
  db,
  ipaymu,
}) => {
  const now = new Date();
  const asked = await aSubscription(shop, endingIn(-3));
  await billingRun(shop, daysAfter(asked.endsAt, -7));
  await openBill(shop, asked.subscriptionId, now);
  const poisoned = await aSubscription(shop, endingIn(5));
  await db
    .updateTable("orders")
    .set({ subscription_id: null })
    .where("subscription_id", "=", poisoned.subscriptionId)
    .execute();
  const others = await Promise.all([1, 2, 3].map(() => aSubscription(shop, endingIn(5))));
  ipaymu.faults.set({ on: "history", kind: "502-html", times: 30 });
  const troubles = await billingRun(shop, new Date(now.getTime() + 1000));
  expect(troubles).toHaveLength(2);
  expect(await subscriptionOf(db, asked.subscriptionId)).toMatchObject({ status: "past-due" });
  for (const one of others) expect(await billsOf(db, one.subscriptionId)).toHaveLength(1);
  expect((await billingTick(db, daysAfter(now, 0.1))).queued).toBe(2);
});

test("a bill is not cancelled by hand", async ({ shop, db }) => {
  const one = await aSubscription(shop, endingIn(5));
  await billingRun(shop, new Date());
  const [bill] = await billsOf(db, one.subscriptionId);
  const wish = { orderId: bill!.id, userId: one.userId, now: new Date() };
  expect(await cancelOrder(shop, wish)).toEqual({ outcome: "is-renewal" });
});

test("a payment page of a bill lasts a day, and another is opened after it", async ({ shop }) => {
  const one = await aSubscription(shop, endingIn(6));
  await billingRun(shop, new Date());
  const first = await openBill(shop, one.subscriptionId, new Date());
  expect((await openBill(shop, one.subscriptionId, new Date())).reference).toBe(first.reference);
  const next = await openBill(shop, one.subscriptionId, daysAfter(new Date(), 1));
  expect(next.reference).not.toBe(first.reference);
});

test("a run over 100,000 subscriptions with none due looks at none of them", async ({
  db,
  gateway,
  settings,
}) => {
  const one = await aSubscription({ db, gateway, settings }, endingIn(20));
  await sql`
    insert into subscriptions
      (user_id, plan_id, price_id, cycle, status, anchor_at, ends_at, created_at, next_step_at)
    select user_id, plan_id, price_id, cycle, status, anchor_at, ends_at, created_at,
      now() + interval '1 day' + n * interval '1 second'
    from subscriptions, generate_series(1, 100000) as n where id = ${one.subscriptionId}`.execute(db);
  await sql`analyze subscriptions`.execute(db);
  const started = performance.now();
  expect(await billingTick(db, daysAfter(new Date(), -40))).toEqual({ queued: 0 });
  expect(performance.now() - started).toBeLessThan(1000);
  const { rows } = await sql<{ "QUERY PLAN": string }>`
    explain select id from subscriptions
    where next_step_at <= now() and status in ('active', 'past-due', 'suspended')
    order by next_step_at limit 1000 for update skip locked`.execute(db);
  expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).toContain("subscriptions_next_step");
});
