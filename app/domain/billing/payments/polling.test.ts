import { expect } from "vitest";
import { anOpenOrder, anOrder, hoursLater, jobNames } from "#app/test/billing.ts";
import { test } from "#app/test/fixtures.ts";
import type { Db } from "#db/client.ts";
import { cancelOrder, expireOrder, expireOrders } from "../orders/endings.server.ts";
import { checkAttempt, sweepAttempts } from "./polling.server.ts";
import { reconcilePayments } from "./reconciliation.server.ts";
import { settleTransaction } from "./settlement.server.ts";

const statusOf = async (db: Db, id: string) =>
  (await db.selectFrom("orders").select("status").where("id", "=", id).executeTakeFirstOrThrow()).status;
const attempt = (db: Db, id: string) =>
  db.selectFrom("payment_attempts").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

test("a payment whose notices never came is found by polling, by its reference", async ({
  shop,
  db,
  ipaymu,
}) => {
  ipaymu.faults.set({ on: "pending-callback", kind: "never", times: 30 });
  const order = await anOpenOrder(shop);
  await ipaymu.pay(order.reference, { notify: "never" });
  // Newer ones push it off the history's first page.
  const other = await anOpenOrder(shop);
  for (let one = 0; one < 25; one++) await ipaymu.choose(other.reference);
  expect(await checkAttempt(shop, order.attemptId, new Date())).toEqual({ outcome: "ended" });
  expect(await statusOf(db, order.orderId)).toBe("paid");
});

test("a payment whose notices never came is found in the history, with all others of the day", async ({
  shop,
  db,
  ipaymu,
}) => {
  const orders = [];
  for (let one = 0; one < 22; one++) orders.push(await anOpenOrder(shop));
  for (const order of orders) await ipaymu.pay(order.reference, { notify: "never" });
  expect(await reconcilePayments(shop, new Date())).toEqual({ settled: 22 });
  expect(await reconcilePayments(shop, new Date())).toEqual({ settled: 0 });
  expect(await db.selectFrom("subscriptions").select("id").execute()).toHaveLength(22);
});

test("a payment of a closed attempt is found in the history too", async ({ shop, db, ipaymu }) => {
  const order = await anOpenOrder(shop);
  await cancelOrder(shop, { ...order, now: new Date() });
  await ipaymu.pay(order.reference, { notify: "never" });
  await reconcilePayments(shop, new Date());
  expect(await db.selectFrom("credit_entries").select("reason").execute()).toEqual([
    { reason: "late-payment" },
  ]);
});

test("what was paid while nothing ran for days is found by the first run after it", async ({
  shop,
  db,
  ipaymu,
}) => {
  const order = await anOpenOrder(shop);
  await reconcilePayments(shop, new Date());
  await cancelOrder(shop, { ...order, now: new Date() });
  await ipaymu.pay(order.reference, { notify: "never" });
  ipaymu.faults.set({ on: "history", kind: "500" });
  await expect(reconcilePayments(shop, hoursLater(9 * 24))).rejects.toThrow();
  expect(await reconcilePayments(shop, hoursLater(10 * 24))).toEqual({ settled: 1 });
  const credit = await db.selectFrom("credit_entries").select("reason").execute();
  expect(credit).toEqual([{ reason: "late-payment" }]);
});

test("a run of today reads no further back than a month, however long nothing ran", async ({
  shop,
  gateway,
}) => {
  await reconcilePayments(shop, new Date("2027-01-01T12:00:00Z"));
  const asked: string[] = [];
  const listTransactions: typeof gateway.listTransactions = (range) => {
    asked.push(range.from);
    return gateway.listTransactions(range);
  };
  const watched = { ...shop, gateway: { ...gateway, listTransactions } };
  await reconcilePayments(watched, new Date("2027-04-01T12:00:00Z"));
  await reconcilePayments(watched, new Date("2027-04-01T12:10:00Z"));
  expect(asked).toEqual(["2027-03-01", "2027-03-01", "2027-03-31", "2027-03-31"]);
});

test("one transaction that cannot be read stops none of the others", async ({ shop, db, ipaymu }) => {
  const orders = [await anOpenOrder(shop), await anOpenOrder(shop), await anOpenOrder(shop)];
  for (const order of orders) await ipaymu.pay(order.reference, { notify: "never" });
  ipaymu.faults.set({ on: "transaction", kind: "garbage" });
  await expect(reconcilePayments(shop, new Date())).rejects.toThrow("1 transactions were not settled");
  expect(await db.selectFrom("subscriptions").select("id").execute()).toHaveLength(3);
});

test("an unpaid attempt is looked at less and less often, until a day after it ran out", async ({
  shop,
  db,
}) => {
  const order = await anOpenOrder(shop);
  const made = (await attempt(db, order.attemptId)).created_at.getTime();
  const minutes: number[] = [];
  for (let look = 0; look < 5; look++) {
    const due = (await attempt(db, order.attemptId)).next_check_at!;
    minutes.push(Math.round((due.getTime() - made) / 60_000));
    expect(await checkAttempt(shop, order.attemptId, due)).toEqual({ outcome: "still-open" });
  }
  expect(minutes).toEqual([1, 3, 10, 30, 90]);
  expect(await checkAttempt(shop, order.attemptId, hoursLater(47))).toEqual({ outcome: "still-open" });
  expect(await checkAttempt(shop, order.attemptId, hoursLater(49))).toEqual({ outcome: "closed" });
});

test("the sweep queues each due attempt once, also when two run at once", async ({ shop, db }) => {
  await anOpenOrder(shop);
  await anOpenOrder(shop);
  const swept = await Promise.all([
    sweepAttempts(shop, hoursLater(0.05)),
    sweepAttempts(shop, hoursLater(0.05)),
  ]);
  expect(swept.reduce((sum, one) => sum + one.queued, 0)).toBe(2);
  expect((await jobNames(db)).filter((name) => name === "check-attempt")).toHaveLength(2);
  expect((await sweepAttempts(shop, hoursLater(0.06))).queued).toBe(0);
});

test("an order expires only after asking: one that was paid in silence settles instead", async ({
  shop,
  db,
  ipaymu,
}) => {
  const paid = await anOpenOrder(shop);
  const unpaid = await anOpenOrder(shop);
  const untouched = await anOrder(shop);
  await ipaymu.pay(paid.reference, { notify: "never" });
  expect((await sweepAttempts(shop, hoursLater(25))).expired).toBe(2);
  expect(await statusOf(db, paid.orderId)).toBe("paid");
  expect(await statusOf(db, unpaid.orderId)).toBe("expired");
  expect(await statusOf(db, untouched.orderId)).toBe("expired");
});

test("while a code can still be paid, its order waits for it", async ({ shop, db, ipaymu }) => {
  const order = await anOpenOrder(shop);
  const { trxId } = await ipaymu.choose(order.reference, "bca");
  await settleTransaction(shop, trxId, new Date());
  await db
    .updateTable("orders")
    .set({ expires_at: hoursLater(1) })
    .execute();
  expect(await expireOrder(shop, order.orderId, hoursLater(2))).toEqual({ outcome: "payable-longer" });
  expect(await statusOf(db, order.orderId)).toBe("awaiting-payment");
  await ipaymu.pay(trxId, { notify: "never" });
  expect(await expireOrder(shop, order.orderId, hoursLater(13))).toEqual({ outcome: "not-due" });
  expect(await statusOf(db, order.orderId)).toBe("paid");
});

test("while the gateway is silent nothing expires and nothing is cancelled", async ({ shop, db, ipaymu }) => {
  const order = await anOpenOrder(shop);
  ipaymu.faults.set({ on: "history", kind: "500", times: 2 });
  const { expired, troubles } = await expireOrders(shop, hoursLater(25));
  expect([expired, troubles.length]).toEqual([0, 1]);
  expect(await cancelOrder(shop, { ...order, now: new Date() })).toEqual({ outcome: "gateway-silent" });
  expect(await statusOf(db, order.orderId)).toBe("awaiting-payment");
});

test("cancelling asks first, closes the page, and is for the owner", async ({ shop, db, ipaymu }) => {
  const order = await anOpenOrder(shop);
  const paid = await anOpenOrder(shop);
  await ipaymu.pay(paid.reference, { notify: "never" });
  expect(await cancelOrder(shop, { ...order, userId: paid.userId, now: new Date() })).toEqual({
    outcome: "already-closed",
  });
  expect(await cancelOrder(shop, { ...order, now: new Date() })).toEqual({ outcome: "cancelled" });
  expect(await cancelOrder(shop, { ...order, now: new Date() })).toEqual({ outcome: "already-closed" });
  expect(await attempt(db, order.attemptId)).toMatchObject({ status: "closed" });
  expect(await cancelOrder(shop, { ...paid, now: new Date() })).toEqual({ outcome: "already-paid" });
  expect(await statusOf(db, paid.orderId)).toBe("paid");
});
