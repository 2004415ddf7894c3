import { sql } from "kysely";
import { expect } from "vitest";
import type { PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { anOpenOrder, hoursLater } from "#app/test/billing.ts";
import { test } from "#app/test/fixtures.ts";
import type { Db } from "#db/client.ts";
import { readNotice } from "./notice-reading.server.ts";
import { listNotices, storeNotice } from "./notices.server.ts";
import { settleTransaction } from "./settlement.server.ts";

const store = ({ db, gateway }: { db: Db; gateway: PaymentGateway }, body: string) =>
  storeNotice(db, {
    body,
    contentType: "application/x-www-form-urlencoded",
    externalId: "20261122101010123456",
    notice: gateway.readNotice(body, null),
    now: new Date(),
  });
const waiting = async (db: Db) =>
  (
    await sql<{ payload: { eventId: string } }>`
    select payload from graphile_worker._private_jobs as job
    join graphile_worker._private_tasks as task on task.id = job.task_id
    where task.identifier = 'read-notices'`.execute(db)
  ).rows;
const matters = async (db: Db) =>
  (await db.selectFrom("attention_items").select(["kind", "subject"]).execute()).map((one) => one.kind);

test("fifty deliveries of one notice at once are one event and one job", async ({ db, gateway }) => {
  const body = "trx_id=12&reference_id=LC-2026-000001-A1&status=berhasil&status_code=1";
  const stored = await Promise.all(Array.from({ length: 50 }, () => store({ db, gateway }, body)));
  expect(new Set(stored.map((one) => one.eventId)).size).toBe(1);
  expect(stored.filter((one) => one.isNew)).toHaveLength(1);
  expect(await listNotices(db)).toMatchObject([
    { deliveries: 50, trxId: "12", isSigned: false, outcome: null },
  ]);
  expect(await waiting(db)).toHaveLength(1);
});

test("a notice is settled by asking; the same one again asks nothing more", async ({ shop, db, ipaymu }) => {
  const order = await anOpenOrder(shop);
  const { trxId } = await ipaymu.pay(order.reference, { notify: "never" });
  const body = JSON.stringify({ trx_id: Number(trxId), reference_id: order.reference, status_code: 1 });
  const { eventId } = await store(shop, body);

  expect(await readNotice(shop, { eventId }, new Date())).toMatchObject({ outcome: "settled" });
  await sql`delete from graphile_worker._private_jobs`.execute(db);
  await store(shop, body);
  expect(await waiting(db)).toEqual([]);
  expect(await listNotices(db)).toMatchObject([{ deliveries: 2, outcome: "settled" }]);
});

test("notices out of order, doubled and late settle once", async ({ shop, db, ipaymu }) => {
  const order = await anOpenOrder(shop);
  const { trxId } = await ipaymu.pay(order.reference, { notify: "never" });
  const bodies = ["berhasil", "pending", "expired", "berhasil"].map(
    (status, n) => `trx_id=${trxId}&reference_id=${order.reference}&status=${status}&system_notes=${n}`,
  );
  const events = await Promise.all(bodies.map((body) => store(shop, body)));
  await Promise.all(events.map(({ eventId }) => readNotice(shop, { eventId }, new Date())));
  expect(await db.selectFrom("subscriptions").select("id").execute()).toHaveLength(1);
  expect(await db.selectFrom("credit_entries").select("id").execute()).toEqual([]);
});

test("a forged payment, well signed or not, changes nothing and raises one alarm", async ({
  shop,
  db,
  ipaymu,
}) => {
  const order = await anOpenOrder(shop);
  const { trxId } = await ipaymu.choose(order.reference);
  for (const claim of ["1", "6"]) {
    const body = `trx_id=${trxId}&reference_id=${order.reference}&status=berhasil&transaction_status_code=${claim}`;
    const { eventId } = await store(shop, body);
    expect(await readNotice(shop, { eventId }, new Date())).toMatchObject({ outcome: "open" });
  }
  expect(await db.selectFrom("orders").select("status").execute()).toEqual([{ status: "awaiting-payment" }]);
  expect(await matters(db)).toEqual(["notice-untrue"]);
});

test("a notice that names my order but another's transaction settles the other one", async ({
  shop,
  db,
  ipaymu,
}) => {
  const mine = await anOpenOrder(shop);
  const theirs = await anOpenOrder(shop);
  const { trxId } = await ipaymu.pay(theirs.reference, { notify: "never" });
  const { eventId } = await store(shop, `trx_id=${trxId}&reference_id=${mine.reference}`);
  expect(await readNotice(shop, { eventId }, new Date())).toMatchObject({ orderId: theirs.orderId });
  const mineNow = await db
    .selectFrom("orders")
    .select("status")
    .where("id", "=", mine.orderId)
    .executeTakeFirst();
  expect(mineNow).toEqual({ status: "awaiting-payment" });
});

test("an unknown transaction is noted at once, and a signed one only after an hour of asking", async ({
  shop,
  db,
}) => {
  const unsigned = await store(shop, "trx_id=999&status_code=1");
  expect(await readNotice(shop, unsigned, new Date())).toEqual({ outcome: "unknown-transaction" });
  expect(await matters(db)).toEqual(["notice-untrue"]);

  const signed = await store(shop, "trx_id=998&status_code=1");
  await db.updateTable("gateway_events").set({ is_signed: true }).where("id", "=", signed.eventId).execute();
  await expect(readNotice(shop, signed, new Date())).rejects.toThrow("does not know transaction 998 yet");
  expect(await readNotice(shop, signed, hoursLater(2))).toEqual({ outcome: "unknown-transaction" });
  expect(await matters(db), "a flood of them is one matter").toEqual(["notice-untrue"]);
});

test("when the gateway does not answer, the notice waits", async ({ shop, db, ipaymu }) => {
  const order = await anOpenOrder(shop);
  const { trxId } = await ipaymu.pay(order.reference, { notify: "never" });
  const event = await store(shop, `trx_id=${trxId}`);
  ipaymu.faults.set({ on: "transaction", kind: "502-html" });
  await expect(readNotice(shop, event, new Date())).rejects.toThrow("502");
  expect(await listNotices(db)).toMatchObject([{ outcome: null }]);
  expect(await readNotice(shop, event, new Date())).toMatchObject({ outcome: "settled" });
  expect(await settleTransaction(shop, trxId, new Date())).toMatchObject({ outcome: "already-settled" });
});

test("a body that names no transaction is kept and read no further", async ({ db, gateway, settings }) => {
  const event = await store({ db, gateway }, "{half a notice");
  expect(await listNotices(db)).toMatchObject([{ outcome: "unreadable", trxId: null }]);
  expect(await waiting(db)).toEqual([]);
  expect(await readNotice({ db, gateway, settings }, event, new Date())).toBeNull();
});
