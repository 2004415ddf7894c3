import { expect } from "vitest";
import type { PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { creditBalance, listCredit } from "#app/domain/billing/credit/credit.server.ts";
import { anOpenOrder, anOrder, hoursLater, jobNames } from "#app/test/billing.ts";
import { test } from "#app/test/fixtures.ts";
import type { Db } from "#db/client.ts";
import { cancelOrder, expireOrders } from "../orders/endings.server.ts";
import { periodEnd } from "../renewals/periods.ts";
import { nextPayment } from "../renewals/subscriptions.server.ts";
import { openPayment } from "./attempts.server.ts";
import { settleTransaction } from "./settlement.server.ts";

const orderStatus = async (db: Db, id: string) =>
  (await db.selectFrom("orders").select("status").where("id", "=", id).executeTakeFirstOrThrow()).status;
const attemptOf = (db: Db, id: string) =>
  db.selectFrom("payment_attempts").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
const open = async (db: Db) =>
  (await db.selectFrom("attention_items").select("kind").where("resolved_at", "is", null).execute()).map(
    (one) => one.kind,
  );

test("a payment begins the subscription and the website, and queues the rest", async ({
  shop,
  db,
  ipaymu,
}) => {
  const order = await anOpenOrder(shop);
  const { trxId } = await ipaymu.pay(order.reference);
  const now = new Date();

  expect(await settleTransaction(shop, trxId, now)).toMatchObject({
    outcome: "settled",
    orderId: order.orderId,
  });

  expect(await orderStatus(db, order.orderId)).toBe("paid");
  expect(await attemptOf(db, order.attemptId)).toMatchObject({
    status: "paid",
    trx_id: trxId,
    next_check_at: null,
  });
  const subscription = await db.selectFrom("subscriptions").selectAll().executeTakeFirstOrThrow();
  expect(subscription).toMatchObject({ status: "active", user_id: order.userId });
  expect(subscription.ends_at).toEqual(periodEnd(subscription.anchor_at, "monthly", 1));
  expect(await db.selectFrom("subscription_periods").selectAll().execute()).toMatchObject([
    { subscription_id: subscription.id, starts_at: subscription.anchor_at, order_id: order.orderId },
  ]);
  expect(await db.selectFrom("websites").select("status").execute()).toEqual([{ status: "provisioning" }]);
  expect(await jobNames(db)).toEqual(["issue-invoice", "provision-website", "send-notice"]);
  expect(await nextPayment(db, order.userId)).toMatchObject({ at: subscription.ends_at, amountIdr: 49_000 });
});

test("paid, paid with the payout pending, and held in escrow are all paid", async ({ shop, ipaymu }) => {
  for (const status of [1, 6, 7] as const) {
    const order = await anOpenOrder(shop);
    const { trxId } = await ipaymu.pay(order.reference, { status });
    expect(await settleTransaction(shop, trxId, new Date())).toMatchObject({ outcome: "settled" });
  }
});

test("fifty settlements of one payment at once count it once", async ({ shop, db, ipaymu }) => {
  const order = await anOpenOrder(shop);
  const { trxId } = await ipaymu.pay(order.reference);

  const results = await Promise.all(
    Array.from({ length: 50 }, () => settleTransaction(shop, trxId, new Date())),
  );

  expect(results.filter((one) => one.outcome === "settled")).toHaveLength(1);
  expect(results.filter((one) => one.outcome === "already-settled")).toHaveLength(49);
  for (const table of [
    "subscriptions",
    "subscription_periods",
    "websites",
    "gateway_transactions",
  ] as const) {
    expect(await db.selectFrom(table).selectAll().execute(), table).toHaveLength(1);
  }
  expect(await jobNames(db)).toEqual(["issue-invoice", "provision-website", "send-notice"]);
});

test("paid stays paid when an older answer comes late", async ({ shop, db, gateway, ipaymu }) => {
  const order = await anOpenOrder(shop);
  const { trxId } = await ipaymu.choose(order.reference, "bca");
  const older = await gateway.findTransaction(trxId);
  await ipaymu.pay(trxId);
  await settleTransaction(shop, trxId, new Date());

  const overtaken: PaymentGateway = { ...gateway, findTransaction: async () => older };
  expect(await settleTransaction({ ...shop, gateway: overtaken }, trxId, new Date())).toMatchObject({
    outcome: "already-settled",
  });
  const expired: PaymentGateway = {
    ...gateway,
    findTransaction: async () => ({ ...older!, status: -2, state: "closed" }),
  };
  await settleTransaction({ ...shop, gateway: expired }, trxId, new Date());
  expect(await orderStatus(db, order.orderId)).toBe("paid");
  expect(await attemptOf(db, order.attemptId)).toMatchObject({ status: "paid" });
});

test("a chosen channel is awaited until the gateway's own time, and an ended one lets the customer pay again", async ({
  shop,
  db,
  gateway,
  ipaymu,
}) => {
  const order = await anOpenOrder(shop);
  const { trxId } = await ipaymu.choose(order.reference, "bri");
  expect(await settleTransaction(shop, trxId, new Date())).toMatchObject({ outcome: "open" });
  const awaited = await attemptOf(db, order.attemptId);
  expect(awaited).toMatchObject({ status: "awaiting", trx_id: trxId });
  expect(awaited.expires_at).toEqual((await gateway.findTransaction(trxId))!.expiresAt);

  await ipaymu.expire(trxId);
  expect(await settleTransaction(shop, trxId, new Date())).toMatchObject({ outcome: "closed" });
  expect(await attemptOf(db, order.attemptId)).toMatchObject({ status: "closed" });
  const again = await openPayment(shop, { ...order, locale: "id", now: new Date() });
  expect(again).toMatchObject({ outcome: "open" });
  expect((again as { url: string }).url).not.toBe(order.url);
});

test("one code that runs out does not end the page on which another was paid", async ({
  shop,
  db,
  ipaymu,
}) => {
  const order = await anOpenOrder(shop);
  const first = await ipaymu.choose(order.reference, "bca");
  const second = await ipaymu.choose(order.reference, "bni");
  for (const { trxId } of [first, second]) await settleTransaction(shop, trxId, new Date());
  await ipaymu.expire(first.trxId);
  await settleTransaction(shop, first.trxId, new Date());
  expect(await attemptOf(db, order.attemptId)).toMatchObject({ status: "awaiting" });
  await ipaymu.pay(second.trxId);
  expect(await settleTransaction(shop, second.trxId, new Date())).toMatchObject({ outcome: "settled" });
});

test("a second payment of one order becomes credit, is told, and renews nothing", async ({
  shop,
  db,
  ipaymu,
}) => {
  const order = await anOpenOrder(shop);
  const first = await ipaymu.choose(order.reference, "bca");
  const second = await ipaymu.choose(order.reference, "mandiri");
  await ipaymu.pay(first.trxId);
  await ipaymu.pay(second.trxId);
  const both = [first.trxId, second.trxId, first.trxId, second.trxId];
  const results = await Promise.all(both.map((trxId) => settleTransaction(shop, trxId, new Date())));

  expect(results.map((one) => one.outcome).sort()).toEqual([
    "already-settled",
    "already-settled",
    "second-payment",
    "settled",
  ]);
  expect(await creditBalance(db, order.userId)).toBe(49_000);
  expect(await listCredit(db, order.userId, order.orderId)).toMatchObject([{ reason: "second-payment" }]);
  expect(await db.selectFrom("subscription_periods").selectAll().execute()).toHaveLength(1);
});

test("money after the order ran out, and after it was cancelled, becomes credit", async ({
  shop,
  db,
  ipaymu,
}) => {
  const expired = await anOpenOrder(shop);
  const cancelled = await anOpenOrder(shop);
  const late = await ipaymu.choose(expired.reference, "bri");
  const unwanted = await ipaymu.choose(cancelled.reference, "bca");
  await settleTransaction(shop, late.trxId, new Date());
  await settleTransaction(shop, unwanted.trxId, new Date());
  expect(await cancelOrder(shop, { ...cancelled, now: new Date() })).toEqual({ outcome: "cancelled" });
  expect((await expireOrders(shop, hoursLater(30))).expired).toBe(1);
  expect(await orderStatus(db, expired.orderId)).toBe("expired");

  await ipaymu.pay(late.trxId);
  await ipaymu.pay(unwanted.trxId);
  expect(await settleTransaction(shop, late.trxId, hoursLater(31))).toMatchObject({
    outcome: "late-payment",
  });
  expect(await settleTransaction(shop, unwanted.trxId, hoursLater(31))).toMatchObject({
    outcome: "late-payment",
  });
  expect(await creditBalance(db, expired.userId)).toBe(49_000);
  expect(await creditBalance(db, cancelled.userId)).toBe(49_000);
  expect(await db.selectFrom("subscriptions").selectAll().execute()).toEqual([]);
});

test("a wrong amount settles nothing, is told, and leaves the order payable", async ({
  shop,
  db,
  ipaymu,
}) => {
  const order = await anOpenOrder(shop);
  const { trxId } = await ipaymu.pay(order.reference, { channel: "bca", amount: 10_000 });
  expect(await settleTransaction(shop, trxId, new Date())).toMatchObject({ outcome: "wrong-amount" });
  expect(await settleTransaction(shop, trxId, new Date())).toMatchObject({ outcome: "wrong-amount" });
  expect(await orderStatus(db, order.orderId)).toBe("awaiting-payment");
  expect(await open(db)).toEqual(["wrong-amount"]);
  expect(await creditBalance(db, order.userId)).toBe(0);
  expect(await openPayment(shop, { ...order, locale: "id", now: new Date() })).toMatchObject({
    outcome: "open",
  });
});

test("a transaction of another seller's reference, and one nobody knows, touch no order", async ({
  shop,
  db,
  gateway,
  ipaymu,
}) => {
  const order = await anOpenOrder(shop);
  const foreign = await gateway.openSession({
    referenceId: "SOMEBODY-ELSE-1",
    title: "Kopi",
    description: "Kopi",
    amountIdr: 49_000,
    buyer: { name: "Budi", email: "budi@contoh.test", phone: null },
    returnUrl: "http://lain.test/",
    cancelUrl: "http://lain.test/",
    notifyUrl: "http://127.0.0.1:9/",
    hours: 1,
    language: "id",
  });
  const { trxId } = await ipaymu.pay(foreign.sessionId, { notify: "never" });
  expect(await settleTransaction(shop, trxId, new Date())).toMatchObject({ outcome: "unknown-reference" });
  expect(await settleTransaction(shop, "987654", new Date())).toEqual({ outcome: "unknown-transaction" });
  expect(await orderStatus(db, order.orderId)).toBe("awaiting-payment");
  expect(await open(db)).toEqual(["unknown-reference"]);
});

test("a payment without an order's attempt of its own reference cannot pay another order", async ({
  shop,
  db,
  ipaymu,
}) => {
  const mine = await anOpenOrder(shop);
  const other = await anOrder(shop);
  const { trxId } = await ipaymu.pay(mine.reference);
  await settleTransaction(shop, trxId, new Date());
  expect(await orderStatus(db, other.orderId)).toBe("awaiting-payment");
});

test("a refund at the gateway marks the order and asks for a person, and paid does not come back", async ({
  shop,
  db,
  gateway,
  ipaymu,
}) => {
  const order = await anOpenOrder(shop);
  const { trxId } = await ipaymu.pay(order.reference);
  await settleTransaction(shop, trxId, new Date());
  const older = await gateway.findTransaction(trxId);
  await ipaymu.refund(trxId);
  expect(await settleTransaction(shop, trxId, new Date())).toMatchObject({ outcome: "refunded" });
  expect(await orderStatus(db, order.orderId)).toBe("refunded");
  expect(await open(db)).toEqual(["refunded"]);
  const overtaken: PaymentGateway = { ...gateway, findTransaction: async () => older };
  expect(await settleTransaction({ ...shop, gateway: overtaken }, trxId, new Date())).toMatchObject({
    outcome: "refunded",
  });
});

test("a status nobody knows settles nothing and asks for a person once", async ({ shop, db, ipaymu }) => {
  const order = await anOpenOrder(shop);
  const { trxId } = await ipaymu.choose(order.reference);
  await ipaymu.settle(trxId, 42);
  for (let time = 0; time < 2; time++) {
    expect(await settleTransaction(shop, trxId, new Date())).toMatchObject({ outcome: "unknown-status" });
  }
  expect(await open(db)).toEqual(["unknown-status"]);
  await ipaymu.pay(trxId);
  expect(await settleTransaction(shop, trxId, new Date())).toMatchObject({ outcome: "settled" });
});

test("cancelling while the payment settles ends in one truth, without a deadlock", async ({
  shop,
  db,
  ipaymu,
}) => {
  for (let round = 0; round < 8; round++) {
    const order = await anOpenOrder(shop);
    const { trxId } = await ipaymu.pay(order.reference);
    const [cancelled, settled] = await Promise.all([
      cancelOrder(shop, { ...order, now: new Date() }),
      settleTransaction(shop, trxId, new Date()),
      openPayment(shop, { ...order, locale: "id", now: new Date() }),
    ]);
    expect(cancelled.outcome).toBe("already-paid");
    expect(["settled", "already-settled"]).toContain(settled.outcome);
    expect(await orderStatus(db, order.orderId)).toBe("paid");
  }
});
