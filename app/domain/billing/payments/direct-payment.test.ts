import { expect } from "vitest";
import type { PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { anOpenOrder, anOrder, anOrderWithCode, hoursLater, jobNames } from "#app/test/billing.ts";
import { test } from "#app/test/fixtures.ts";
import type { Db } from "#db/client.ts";
import { openPayment } from "./attempts.server.ts";
import { listWays, refreshChannels } from "./channels.server.ts";
import { openDirectPayment } from "./direct-payment.server.ts";
import { listOpenCodes, readCode } from "./payment-codes.server.ts";
import { checkAttempt } from "./polling.server.ts";
import { settleTransaction } from "./settlement.server.ts";

const BNI = { method: "va", channel: "bni" };
const QRIS = { method: "qris", channel: "mpm" };

function attempts(db: Db) {
  return db.selectFrom("payment_attempts").selectAll().orderBy("reference_id").execute();
}

const orderStatus = async (db: Db) =>
  (await db.selectFrom("orders").select("status").executeTakeFirstOrThrow()).status;

test("a code is given once, with the gateway's own end, and given again to whoever asks again", async ({
  shop,
  db,
  ipaymu,
}) => {
  const order = await anOrderWithCode(shop, BNI);
  expect(order.url).toBe(`http://lumi.test/orders/${order.number}/pay/${order.attemptId}`);
  const again = await openDirectPayment(shop, { ...order, choice: BNI, now: new Date() });
  expect(again).toMatchObject({ outcome: "open", attemptId: order.attemptId });
  const [transaction] = ipaymu.transactions();
  const [attempt] = await attempts(db);
  expect(ipaymu.transactions()).toHaveLength(1);
  expect(attempt).toMatchObject({
    way: "direct",
    ...BNI,
    status: "awaiting",
    payment_code: transaction!.paymentNo,
    payment_name: "iPaymu Sandbox",
    qr_payload: null,
    fee_idr: 0,
    trx_id: String(transaction!.id),
  });
  expect(Math.abs(attempt!.expires_at!.getTime() - Date.parse(transaction!.expiresAt))).toBeLessThan(1000);
  expect(await listOpenCodes(db, order.userId, new Date())).toMatchObject([
    { orderId: order.orderId, code: transaction!.paymentNo, totalIdr: 49_000 },
  ]);
});

test("ten tabs at once get one code, and two of different wishes one between them", async ({
  shop,
  ipaymu,
}) => {
  const order = await anOrder(shop);
  await refreshChannels(shop, new Date());
  ipaymu.faults.set({ on: "direct", kind: "delay", ms: 300 });
  const answers = await Promise.all([
    ...Array.from({ length: 9 }, () => openDirectPayment(shop, { ...order, choice: QRIS, now: new Date() })),
    openDirectPayment(shop, { ...order, choice: BNI, now: new Date() }),
  ]);
  expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
  expect(ipaymu.transactions()).toHaveLength(1);
});

test("paying the code settles the order with the number known at once, without reading the history", async ({
  shop,
  db,
  ipaymu,
}) => {
  const order = await anOrderWithCode(shop, QRIS);
  await ipaymu.pay(order.reference, { notify: "never", status: 7 });
  ipaymu.faults.set({ on: "history", kind: "500" });
  expect(await checkAttempt(shop, order.attemptId, new Date())).toEqual({ outcome: "ended" });
  expect(await orderStatus(db)).toBe("paid");
  const visit = { userId: order.userId, orderNumber: order.number, attemptId: order.attemptId };
  expect(await readCode(shop, visit, new Date(), true)).toMatchObject({ state: "paid" });
});

test("another way closes the first after asking; both codes paid are one order and one credit", async ({
  shop,
  db,
  ipaymu,
}) => {
  const order = await anOrderWithCode(shop, BNI);
  const first = String(ipaymu.transactions()[0]!.id);
  const other = await openDirectPayment(shop, { ...order, choice: QRIS, now: new Date() });
  expect(other).toMatchObject({ outcome: "open" });
  expect((await attempts(db)).map((one) => [one.channel, one.status])).toEqual([
    ["bni", "closed"],
    ["mpm", "awaiting"],
  ]);
  await ipaymu.pay(`${order.number}-A2`, { notify: "never" });
  await ipaymu.pay(first, { notify: "never" });
  await settleTransaction(shop, String(ipaymu.transactions()[1]!.id), new Date());
  expect(await settleTransaction(shop, first, new Date())).toMatchObject({ outcome: "second-payment" });
  const credit = await db.selectFrom("credit_entries").select(["amount_idr", "reason"]).execute();
  expect(credit).toEqual([{ amount_idr: 49_000, reason: "second-payment" }]);
});

test("a code that turns out to be paid is not replaced, and none is while the gateway is silent", async ({
  shop,
  db,
  ipaymu,
}) => {
  const order = await anOrderWithCode(shop, BNI);
  const wish = { ...order, choice: QRIS, now: new Date() };
  ipaymu.faults.set({ on: "transaction", kind: "500" });
  expect(await openDirectPayment(shop, wish)).toEqual({ outcome: "gateway-failed" });
  expect((await attempts(db)).map((one) => one.status)).toEqual(["awaiting"]);
  await ipaymu.pay(order.reference, { notify: "never" });
  expect(await openDirectPayment(shop, wish)).toEqual({ outcome: "already-paid" });
  expect(ipaymu.transactions()).toHaveLength(1);
});

test("the gateway's page and a code take turns, one live attempt at a time", async ({ shop, db }) => {
  const order = await anOpenOrder(shop);
  await refreshChannels(shop, new Date());
  const wish = { ...order, locale: "id" as const, now: new Date() };
  expect(await openDirectPayment(shop, { ...wish, choice: BNI })).toMatchObject({ outcome: "open" });
  const page = await openPayment(shop, wish);
  expect(page).toMatchObject({ outcome: "open" });
  expect((page as { url: string }).url).not.toBe(order.url);
  expect((await attempts(db)).map((one) => [one.way, one.status])).toEqual([
    ["page", "closed"],
    ["direct", "closed"],
    ["page", "open"],
  ]);
});

test("a crash between the gateway's answer and our row: the code is found in the history, and money for it counts", async ({
  shop,
  db,
  gateway,
  ipaymu,
}) => {
  const order = await anOrder(shop);
  await refreshChannels(shop, new Date());
  ipaymu.faults.set({ on: "pending-callback", kind: "never" });
  const dying: PaymentGateway = {
    ...gateway,
    openDirect: async (payment) => {
      await gateway.openDirect(payment);
      return new Promise(() => undefined);
    },
  };
  void openDirectPayment({ ...shop, gateway: dying }, { ...order, choice: BNI, now: new Date() });
  await expect.poll(() => ipaymu.transactions().length).toBe(1);
  const [lost] = await attempts(db);
  expect(lost).toMatchObject({ status: "created", trx_id: null });
  const visit = { userId: order.userId, orderNumber: order.number, attemptId: lost!.id };
  expect(await readCode(shop, visit, new Date(), true)).toMatchObject({ state: "lost" });

  expect(await checkAttempt(shop, lost!.id, hoursLater(0.02))).toEqual({ outcome: "still-open" });
  expect((await attempts(db))[0]).toMatchObject({ trx_id: String(ipaymu.transactions()[0]!.id) });
  const next = await openDirectPayment(shop, { ...order, choice: BNI, now: hoursLater(0.03) });
  expect(next).toMatchObject({ outcome: "open" });
  await ipaymu.pay(String(ipaymu.transactions()[0]!.id), { notify: "never" });
  await settleTransaction(shop, String(ipaymu.transactions()[0]!.id), new Date());
  expect(await orderStatus(db)).toBe("paid");
});

test("an answer that is lost on the way leaves the order payable, and the money of the lost code counts", async ({
  shop,
  ipaymu,
}) => {
  await anOrder(shop);
  await refreshChannels(shop, new Date());
  for (const kind of ["reset-after", "garbage", "502-html"] as const) {
    const order = await anOrder(shop);
    ipaymu.faults.set({ on: "direct", kind });
    const wish = { ...order, choice: BNI, now: new Date() };
    expect(await openDirectPayment(shop, wish), kind).toEqual({ outcome: "gateway-failed" });
    const page = await openPayment(shop, { ...wish, locale: "id" });
    expect(page, kind).toMatchObject({ outcome: "open" });
  }
  const [lost] = ipaymu.transactions();
  await ipaymu.pay(String(lost!.id), { notify: "never" });
  expect(await settleTransaction(shop, String(lost!.id), new Date())).toMatchObject({ outcome: "settled" });
});

test("a notice quicker than the answer does not spoil the code", async ({ shop, db, gateway, ipaymu }) => {
  const order = await anOrder(shop);
  await refreshChannels(shop, new Date());
  const slow: PaymentGateway = {
    ...gateway,
    openDirect: async (payment) => {
      const code = await gateway.openDirect(payment);
      await settleTransaction(shop, String(ipaymu.transactions()[0]!.id), new Date());
      return code;
    },
  };
  const opened = await openDirectPayment(
    { ...shop, gateway: slow },
    { ...order, choice: BNI, now: new Date() },
  );
  expect(opened).toMatchObject({ outcome: "open" });
  expect((await attempts(db))[0]).toMatchObject({ status: "awaiting", payment_code: expect.any(String) });
});

test.for([
  ["Suspicious buyer", "buyer-refused"],
  ["Failed to generate VA", "channel-unavailable"],
  ["Total price min Rp 5000 and max Rp 999999999", "amount-refused"],
] as const)(
  "the refusal «%s» is %s, leaves nothing open, and the page still works",
  async ([message, outcome], { db, gateway, settings, ipaymu }) => {
    const shop = { db, gateway, settings };
    const order = await anOrder(shop);
    await refreshChannels(shop, new Date());
    ipaymu.faults.set({ on: "direct", kind: "error", message });
    const wish = { ...order, choice: BNI, now: new Date() };
    expect(await openDirectPayment(shop, wish)).toEqual({ outcome });
    expect((await attempts(db)).map((one) => one.status)).toEqual(["closed"]);
    const matters = await db.selectFrom("attention_items").select("kind").execute();
    expect(matters).toEqual(outcome === "buyer-refused" ? [{ kind: "direct-refused" }] : []);
    expect(await openPayment(shop, { ...wish, locale: "id" })).toMatchObject({ outcome: "open" });
  },
);

test("what runs out is asked about, then another code can be had; paid in time, it is settled", async ({
  shop,
  ipaymu,
}) => {
  const order = await anOrderWithCode(shop, QRIS);
  const later = hoursLater(0.2);
  const visit = { userId: order.userId, orderNumber: order.number, attemptId: order.attemptId };
  expect(await readCode(shop, visit, later, false)).toMatchObject({ state: "ran-out" });
  const next = await openDirectPayment(shop, { ...order, choice: QRIS, now: later });
  expect(next).toMatchObject({ outcome: "open" });
  expect((next as { attemptId: string }).attemptId).not.toBe(order.attemptId);
  await ipaymu.pay(`${order.number}-A2`, { notify: "never" });
  expect(await openDirectPayment(shop, { ...order, choice: QRIS, now: hoursLater(0.4) })).toEqual({
    outcome: "already-paid",
  });
});

test("where the buyer bears the fee it is on top, and the order settles by its own amount", async ({
  db,
  gateway,
  settings,
  ipaymu,
}) => {
  const shop = {
    db,
    gateway,
    settings: { ...settings, payment: { isDirect: true, feeBearer: "buyer" as const } },
  };
  const order = await anOrderWithCode(shop, BNI);
  const visit = { userId: order.userId, orderNumber: order.number, attemptId: order.attemptId };
  const code = await readCode(shop, visit, new Date(), false);
  expect(code).toMatchObject({ totalIdr: 52_500, feeIdr: 3_500, state: "given" });
  await ipaymu.pay(order.reference, { notify: "never" });
  // An older answer of the gateway, which has no subtotal.
  const old: PaymentGateway = {
    ...gateway,
    findTransaction: async (trxId) => {
      const told = await gateway.findTransaction(trxId);
      return told && { ...told, subtotalIdr: null };
    },
  };
  expect(await checkAttempt({ ...shop, gateway: old }, order.attemptId, new Date())).toEqual({
    outcome: "ended",
  });
  expect(await orderStatus(db)).toBe("paid");
});

test("channels are read from our own list: with fees, without what is down or too small for the amount", async ({
  shop,
  db,
}) => {
  expect(await listWays(db, 49_000, new Date())).toEqual([]);
  expect(await jobNames(db)).toContain("refresh-channels");
  await refreshChannels(shop, new Date());
  const ways = await listWays(db, 49_000, new Date());
  expect(ways[0]).toMatchObject({ ...QRIS, feeIdr: 343 });
  expect(ways.map((one) => one.method)).toEqual(
    [...ways.map((one) => one.method)].sort(
      (a, b) => ["qris", "va", "cstore"].indexOf(a) - ["qris", "va", "cstore"].indexOf(b),
    ),
  );
  expect(ways.map((one) => one.channel)).not.toContain("danamon");
  expect(ways.map((one) => one.method)).not.toContain("cc");
  expect((await listWays(db, 10_000_001, new Date())).map((one) => one.method)).not.toContain("qris");

  await refreshChannels({ db, gateway: { ...shop.gateway, listChannels: async () => [] } }, hoursLater(1));
  expect(await listWays(db, 49_000, new Date())).toEqual([]);
  const order = await anOrder(shop);
  expect(await openDirectPayment(shop, { ...order, choice: BNI, now: new Date() })).toEqual({
    outcome: "channel-unavailable",
  });
});

test("nobody gets or sees a code for somebody else's order", async ({ shop }) => {
  const order = await anOrderWithCode(shop, BNI);
  const other = await anOrder(shop);
  expect(
    await openDirectPayment(shop, { ...order, userId: other.userId, choice: BNI, now: new Date() }),
  ).toEqual({
    outcome: "no-such-order",
  });
  const visit = { orderNumber: order.number, attemptId: order.attemptId };
  expect(await readCode(shop, { ...visit, userId: other.userId }, new Date(), true)).toBeNull();
  const elsewhere = { ...visit, userId: order.userId, orderNumber: other.number };
  expect(await readCode(shop, elsewhere, new Date(), true)).toBeNull();
});
