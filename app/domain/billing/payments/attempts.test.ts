import { expect } from "vitest";
import type { PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { aCustomer, anOpenOrder, anOrder, HOUR_MS, hoursLater } from "#app/test/billing.ts";
import { test } from "#app/test/fixtures.ts";
import { openPayment } from "./attempts.server.ts";
import { readReturn } from "./returns.server.ts";
import { settleTransaction } from "./settlement.server.ts";

const minutesLater = (minutes: number) => hoursLater(minutes / 60);

test("a payment page is opened once and given again", async ({ shop, ipaymu }) => {
  const order = await anOpenOrder(shop);
  const again = await openPayment(shop, { ...order, locale: "id", now: new Date() });
  expect(again).toEqual({ outcome: "open", attemptId: order.attemptId, url: order.url, isCode: false });
  expect(ipaymu.sessions()).toMatchObject([
    {
      referenceId: `${order.number}-A1`,
      subTotal: 49_000,
      feeDirection: "MERCHANT",
      hours: 24,
      returnUrl: `http://lumi.test/payments/${order.attemptId}/return`,
      notifyUrl: "http://lumi.test/api/payment/callback",
    },
  ]);
});

test("ten tabs at once open one session", async ({ shop, ipaymu }) => {
  const order = await anOrder(shop);
  ipaymu.faults.set({ on: "payment", kind: "delay", ms: 300 });
  const tabs = Array.from({ length: 10 }, () =>
    openPayment(shop, { ...order, locale: "id", now: new Date() }),
  );
  const answers = await Promise.all(tabs);
  expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
  expect(answers[0]).toMatchObject({ outcome: "open" });
  expect(ipaymu.sessions()).toHaveLength(1);
});

test("whatever way the gateway fails, the order can be paid by asking again", async ({
  shop,
  db,
  ipaymu,
}) => {
  for (const kind of ["500", "reset-before", "reset-after", "garbage", "error"] as const) {
    const order = await anOrder(shop);
    ipaymu.faults.set({ on: "payment", kind });
    const wish = { ...order, locale: "id" as const, now: new Date() };
    expect(await openPayment(shop, wish), kind).toEqual({ outcome: "gateway-failed" });
    expect(await openPayment(shop, wish), kind).toMatchObject({ outcome: "open" });
    const live = await db
      .selectFrom("payment_attempts")
      .select("reference_id")
      .where("order_id", "=", order.orderId)
      .where("status", "<>", "closed")
      .execute();
    expect(live).toEqual([{ reference_id: `${order.number}-A2` }]);
  }
});

test("an opener that died is replaced after its time, and its reference is not used again", async ({
  shop,
  db,
}) => {
  const order = await anOrder(shop);
  const died: PaymentGateway = { ...shop.gateway, openSession: () => new Promise(() => undefined) };
  void openPayment({ ...shop, gateway: died }, { ...order, locale: "id", now: new Date() });
  await expect
    .poll(() => db.selectFrom("payment_attempts").select("status").execute())
    .toEqual([{ status: "created" }]);

  const answer = await openPayment(shop, { ...order, locale: "id", now: minutesLater(2) });
  expect(answer).toMatchObject({ outcome: "open" });
  const attempts = await db.selectFrom("payment_attempts").selectAll().orderBy("reference_id").execute();
  expect(attempts.map((one) => [one.reference_id, one.status])).toEqual([
    [`${order.number}-A1`, "closed"],
    [`${order.number}-A2`, "open"],
  ]);
});

test("a session that arrives for an order cancelled meanwhile is given to nobody", async ({
  shop,
  db,
  gateway,
}) => {
  const order = await anOrder(shop);
  const slow: PaymentGateway = {
    ...gateway,
    async openSession(session) {
      await db.updateTable("payment_attempts").set({ status: "closed" }).execute();
      await db.updateTable("orders").set({ status: "cancelled" }).execute();
      return gateway.openSession(session);
    },
  };
  const answer = await openPayment({ ...shop, gateway: slow }, { ...order, locale: "id", now: new Date() });
  expect(answer).toEqual({ outcome: "order-closed" });
});

test("a code that ran out is asked about before another page opens; paid in time, it is settled", async ({
  shop,
  ipaymu,
}) => {
  const order = await anOpenOrder(shop);
  const { trxId } = await ipaymu.choose(order.reference, "bri");
  await settleTransaction(shop, trxId, new Date());
  const afterwards = hoursLater(3);
  const unpaid = await openPayment(shop, { ...order, locale: "id", now: afterwards });
  expect(unpaid).toMatchObject({ outcome: "open" });
  expect((unpaid as { url: string }).url).not.toBe(order.url);

  const second = await anOpenOrder(shop);
  const other = await ipaymu.choose(second.reference, "bri");
  await settleTransaction(shop, other.trxId, new Date());
  await ipaymu.pay(other.trxId, { notify: "never" });
  const paid = await openPayment(shop, { ...second, locale: "id", now: afterwards });
  expect(paid).toEqual({ outcome: "already-paid" });
});

test("nobody opens a payment for somebody else's order, a closed one, or one whose time is over", async ({
  shop,
  db,
}) => {
  const order = await anOrder(shop);
  const stranger = await aCustomer(db, "Budi");
  const now = new Date();
  expect(await openPayment(shop, { ...order, userId: stranger, locale: "id", now })).toEqual({
    outcome: "no-such-order",
  });
  const late = new Date(now.getTime() + 25 * HOUR_MS);
  expect(await openPayment(shop, { ...order, locale: "id", now: late })).toEqual({ outcome: "order-closed" });
});

test("whoever paid is told how an attempt stands, and its order only if it is theirs", async ({
  shop,
  db,
}) => {
  const order = await anOpenOrder(shop);
  const visit = { attemptId: order.attemptId, trxId: null };
  const told = async (userId: string | null) =>
    (await readReturn(shop, { ...visit, userId }, new Date(), true))?.orderNumber;
  expect(await told(order.userId)).toBe(order.number);
  expect(await told(await aCustomer(db))).toBeNull();
  expect(await told(null)).toBeNull();
  expect(await readReturn(shop, { ...visit, attemptId: "x", userId: null }, new Date(), true)).toBeNull();
});
