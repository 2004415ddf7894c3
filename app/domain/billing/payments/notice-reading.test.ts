import { sql } from "kysely";
import { expect } from "vitest";
import type { PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { callReaderIfNeeded } from "#app/domain/billing/payments/notices.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import { anOpenOrder, jobNames } from "#app/test/billing.ts";
import { test } from "#app/test/fixtures.ts";
import type { Db } from "#db/client.ts";
import { creditBalance } from "../credit/credit.server.ts";
import { cancelOrder } from "../orders/endings.server.ts";
import { readNotice, readNotices } from "./notice-reading.server.ts";
import { storeNotice } from "./notices.server.ts";
import { settleTransaction } from "./settlement.server.ts";

type Shop = { db: Db; gateway: PaymentGateway; settings: Settings };

const ANNA = "00000000-0000-4000-8000-00000000000a";
const BUDI = "00000000-0000-4000-8000-00000000000b";

async function store({ db, gateway }: Shop, body: string) {
  const notice = gateway.readNotice(body, null);
  const { eventId } = await storeNotice(db, {
    body,
    contentType: "application/x-www-form-urlencoded",
    externalId: null,
    notice,
    now: new Date(),
  });
  return eventId;
}

const told = (trxId: string) => `trx_id=${trxId}&status=berhasil&status_code=1`;

/** As many paid orders, each with its notice stored. */
async function paidOrders(
  shop: Shop,
  ipaymu: { pay: (reference: string, how: object) => Promise<{ trxId: string }> },
  count: number,
) {
  const orders = [];
  for (let n = 0; n < count; n++) {
    const order = await anOpenOrder(shop);
    const { trxId } = await ipaymu.pay(order.reference, { notify: "never" });
    orders.push({ ...order, trxId, eventId: await store(shop, told(trxId)) });
  }
  return orders;
}

const events = async (db: Db) =>
  new Map(
    (await db.selectFrom("gateway_events").select(["id", "outcome", "is_waiting"]).execute()).map(
      ({ id, outcome, is_waiting }) => [id, is_waiting ? "waiting" : outcome],
    ),
  );
const outcomeOf = async (db: Db, eventId: string) => (await events(db)).get(eventId);
const count = async (
  db: Db,
  table: "subscriptions" | "subscription_periods" | "websites" | "gateway_transactions",
) =>
  (
    await db
      .selectFrom(table)
      .select((of) => of.fn.countAll<number>().as("rows"))
      .executeTakeFirstOrThrow()
  ).rows;
const jobsCalled = async (db: Db, name: string) => (await jobNames(db)).filter((one) => one === name).length;

test("many notices are read by one job and settled together, each with all that follows", async ({
  shop,
  db,
  ipaymu,
}) => {
  const orders = await paidOrders(shop, ipaymu, 4);
  expect(await jobsCalled(db, "read-notices")).toBe(1);
  await sql`delete from graphile_worker._private_jobs`.execute(db);

  expect(await readNotices(shop, { reader: ANNA }, new Date())).toEqual({ read: 4 });

  expect([...(await events(db)).values()]).toEqual(Array(4).fill("settled"));
  for (const { orderId, trxId, userId } of orders) {
    const order = await db
      .selectFrom("orders")
      .selectAll()
      .where("id", "=", orderId)
      .executeTakeFirstOrThrow();
    expect(order).toMatchObject({ status: "paid", user_id: userId });
    const site = await db
      .selectFrom("websites")
      .selectAll()
      .where("order_id", "=", orderId)
      .executeTakeFirst();
    expect(site).toMatchObject({
      subscription_id: order.subscription_id,
      host: `${order.site_label}.situs.test`,
    });
    const period = await db
      .selectFrom("subscription_periods")
      .selectAll()
      .where("order_id", "=", orderId)
      .execute();
    expect(period).toMatchObject([{ subscription_id: order.subscription_id, starts_at: order.paid_at }]);
    const lines = await db
      .selectFrom("audit_log")
      .select("event")
      .where("order_id", "=", orderId)
      .orderBy("id")
      .execute();
    expect(lines.map((one) => one.event).slice(-3)).toEqual([
      "order-paid",
      "subscription-started",
      "website-created",
    ]);
    const kept = await db
      .selectFrom("gateway_transactions")
      .selectAll()
      .where("trx_id", "=", trxId)
      .execute();
    expect(kept).toMatchObject([{ order_id: orderId, outcome: "settled" }]);
  }
  expect(await jobNames(db)).toEqual([
    ...Array(4).fill("issue-invoice"),
    ...Array(4).fill("provision-website"),
    ...Array(4).fill("send-notice"),
  ]);
  expect(await readNotices(shop, { reader: BUDI }, new Date())).toEqual({ read: 0 });
});

test("one handful of every kind comes out as each would alone", async ({ shop, db, ipaymu }) => {
  const [sale] = await paidOrders(shop, ipaymu, 1);
  const again = await store(shop, `${told(sale!.trxId)}&system_notes=again`);
  const second = await ipaymu
    .pay(sale!.reference, { notify: "never" })
    .then(({ trxId }) => store(shop, told(trxId)));
  const wrong = await anOpenOrder(shop);
  const wrongPaid = await ipaymu.pay(wrong.reference, { channel: "bca", amount: 10_000, notify: "never" });
  const refused = await store(shop, told(wrongPaid.trxId));
  const cancelled = await anOpenOrder(shop);
  const unwanted = await ipaymu.choose(cancelled.reference, "bca");
  await settleTransaction(shop, unwanted.trxId, new Date());
  await cancelOrder(shop, { ...cancelled, now: new Date() });
  await ipaymu.pay(unwanted.trxId, { notify: "never" });
  const late = await store(shop, told(unwanted.trxId));
  const open = await anOpenOrder(shop);
  const claimed = await store(shop, told((await ipaymu.choose(open.reference)).trxId));
  const unknown = await store(shop, told("999"));

  await readNotices(shop, { reader: ANNA }, new Date());

  const outcomes = await events(db);
  expect(
    [sale!.eventId, again, second, refused, late, claimed, unknown].map((id) => outcomes.get(id)),
  ).toEqual([
    "settled",
    "settled",
    "second-payment",
    "wrong-amount",
    "late-payment",
    "open",
    "unknown-transaction",
  ]);
  expect(await count(db, "subscriptions")).toBe(1);
  expect(await creditBalance(db, sale!.userId)).toBe(49_000);
  expect(await creditBalance(db, cancelled.userId)).toBe(49_000);
  const matters = await db.selectFrom("attention_items").select("kind").orderBy("kind").execute();
  expect(matters.map((one) => one.kind)).toEqual(["notice-untrue", "notice-untrue", "wrong-amount"]);
});

test("readers at once, beside the poller, settle each payment once", async ({ shop, db, ipaymu }) => {
  const orders = await paidOrders(shop, ipaymu, 6);
  const readers = [ANNA, BUDI, ANNA, BUDI].map((reader) => readNotices(shop, { reader }, new Date()));
  const others = orders.map(({ trxId }) => settleTransaction(shop, trxId, new Date()));
  await Promise.all([...readers, ...others]);
  expect(await count(db, "subscriptions")).toBe(6);
  expect(await count(db, "websites")).toBe(6);
  expect(await count(db, "gateway_transactions")).toBe(6);
  expect(await db.selectFrom("credit_entries").select("id").execute()).toEqual([]);
});

test("one that cannot be settled stops no other and is tried again by itself", async ({
  shop,
  db,
  gateway,
  ipaymu,
}) => {
  const [first, broken, silent, last] = await paidOrders(shop, ipaymu, 4);
  // The database refuses whatever pays this one, as a full disk or a mistake of ours would.
  await sql`alter table orders add constraint refuse_one check (id <> ${sql.lit(broken!.orderId)} or status <> 'paid')`.execute(
    db,
  );
  const half: PaymentGateway = {
    ...gateway,
    findTransaction: async (trxId) => {
      if (trxId === silent!.trxId) throw new Error("no answer");
      return gateway.findTransaction(trxId);
    },
  };

  await readNotices({ ...shop, gateway: half }, { reader: ANNA }, new Date());

  expect(await outcomeOf(db, first!.eventId)).toBe("settled");
  expect(await outcomeOf(db, last!.eventId)).toBe("settled");
  expect(await count(db, "subscriptions")).toBe(2);
  expect(await outcomeOf(db, broken!.eventId)).toBeNull();
  expect(await jobsCalled(db, "read-notice")).toBe(2);
  await sql`alter table orders drop constraint refuse_one`.execute(db);
  for (const { eventId } of [broken!, silent!]) {
    expect(await readNotice(shop, { eventId }, new Date())).toMatchObject({ outcome: "settled" });
  }
  expect(await count(db, "subscriptions")).toBe(4);
});

test("an order somebody else holds does not keep the others waiting", async ({ shop, db, ipaymu }) => {
  const orders = await paidOrders(shop, ipaymu, 3);
  const held = orders.at(-1)!;
  let reading: Promise<unknown> = Promise.resolve();
  await db.transaction().execute(async (tx) => {
    await tx.selectFrom("orders").select("id").where("id", "=", held.orderId).forUpdate().execute();
    reading = readNotices(shop, { reader: ANNA }, new Date());
    await expect.poll(() => count(db, "subscriptions")).toBe(2);
  });
  await reading;
  expect(await count(db, "subscriptions")).toBe(3);
});

test("a reader that dies leaves its notices to its own job at once, and to any other after a minute", async ({
  shop,
  db,
  ipaymu,
}) => {
  const orders = await paidOrders(shop, ipaymu, 3);
  const dying: PaymentGateway = { ...shop.gateway, findTransaction: () => new Promise(() => {}) };
  void readNotices({ ...shop, gateway: dying }, { reader: ANNA }, new Date());
  await expect
    .poll(() => db.selectFrom("gateway_events").select("id").where("claimed_by", "=", ANNA).execute())
    .toHaveLength(3);

  expect(await readNotices(shop, { reader: BUDI }, new Date())).toEqual({ read: 0 });
  await sql`delete from graphile_worker._private_jobs`.execute(db);
  await callReaderIfNeeded(db);
  expect(await jobNames(db)).toEqual(["read-notices"]);
  expect(await readNotices(shop, { reader: ANNA }, new Date())).toEqual({ read: 3 });
  expect(await count(db, "subscriptions")).toBe(3);

  await sql`update gateway_events set is_waiting = true, claimed_by = ${ANNA}, claimed_until = now() + interval '1 minute'`.execute(
    db,
  );
  expect(await readNotices(shop, { reader: BUDI }, new Date(Date.now() + 61_000))).toEqual({ read: 3 });
  expect(await count(db, "subscriptions")).toBe(orders.length);
  await sql`delete from graphile_worker._private_jobs`.execute(db);
  await callReaderIfNeeded(db);
  expect(await jobNames(db)).toEqual([]);
});

test("a notice delivered again while it is being read is read again", async ({
  shop,
  db,
  gateway,
  ipaymu,
}) => {
  const order = await anOpenOrder(shop);
  const { trxId } = await ipaymu.choose(order.reference);
  const eventId = await store(shop, `trx_id=${trxId}`);
  const overtaken: PaymentGateway = {
    ...gateway,
    findTransaction: async () => {
      const older = await gateway.findTransaction(trxId);
      await ipaymu.pay(trxId, { notify: "never" });
      await store(shop, `trx_id=${trxId}`);
      return older;
    },
  };
  await readNotices({ ...shop, gateway: overtaken }, { reader: ANNA }, new Date());
  expect(await outcomeOf(db, eventId)).toBe("waiting");
  await readNotices(shop, { reader: BUDI }, new Date());
  expect(await outcomeOf(db, eventId)).toBe("settled");
});

test("a reader with full hands calls another before it asks", async ({ shop, db }) => {
  for (let n = 0; n < 51; n++) await store(shop, `trx_id=${700 + n}`);
  await sql`delete from graphile_worker._private_jobs`.execute(db);
  expect(await readNotices(shop, { reader: ANNA }, new Date())).toEqual({ read: 50 });
  expect(await jobNames(db)).toEqual(["read-notices"]);
  await sql`delete from graphile_worker._private_jobs`.execute(db);
  expect(await readNotices(shop, { reader: BUDI }, new Date())).toEqual({ read: 1 });
  expect(await jobNames(db)).toEqual([]);
});
