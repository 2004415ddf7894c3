import { expect } from "vitest";
import { findBuyerDetails, updateBuyerDetails } from "#app/domain/accounts/buyer-details.server.ts";
import { aCustomer, anOpenOrder, anOrder } from "#app/test/billing.ts";
import { test } from "#app/test/fixtures.ts";
import { manyInvoices } from "#app/test/many-invoices.ts";
import { orderTimeline } from "../orders/timeline.server.ts";
import { settleTransaction } from "../payments/settlement.server.ts";
import { findInvoice, issueInvoice } from "./invoices.server.ts";

const now = new Date("2026-12-31T17:30:00Z");

test("twenty invoices issued at once have numbers without a gap, and each order has one", async ({
  shop,
  db,
  ipaymu,
}) => {
  const orders = [];
  for (let one = 0; one < 10; one++) {
    const order = await anOpenOrder(shop);
    await settleTransaction(shop, (await ipaymu.pay(order.reference, { notify: "never" })).trxId, new Date());
    orders.push(order, order);
  }
  await Promise.all(orders.map((order) => issueInvoice(shop, order, now)));
  const numbers = await db.selectFrom("invoices").select("number").orderBy("number").execute();
  expect(numbers.map((row) => row.number)).toEqual(
    Array.from({ length: 10 }, (_, n) => `INV-2027-${String(n + 1).padStart(6, "0")}`),
  );
});

test("an invoice that could not be written leaves no gap, and an unpaid order has none", async ({
  shop,
  db,
  ipaymu,
}) => {
  const unpaid = await anOrder(shop);
  expect(await issueInvoice(shop, unpaid, now)).toEqual({ outcome: "not-paid" });
  const order = await anOpenOrder(shop);
  await settleTransaction(shop, (await ipaymu.pay(order.reference, { notify: "never" })).trxId, new Date());
  const broken = { ...shop.settings, business: { ...shop.settings.business, name: "\u0000" } };
  await expect(issueInvoice({ db, settings: broken }, order, now)).rejects.toThrow();
  expect(await issueInvoice(shop, order, now)).toEqual({ outcome: "issued", number: "INV-2027-000001" });
});

test("an invoice stays as it was issued when buyer, seller and plan change their names", async ({
  shop,
  db,
  ipaymu,
}) => {
  const order = await anOpenOrder(shop, { site: { label: "toko-sari" } });
  await settleTransaction(shop, (await ipaymu.pay(order.reference, { notify: "never" })).trxId, new Date());
  await issueInvoice(shop, order, now);
  await db.updateTable("users").set({ name: "Sari Baru" }).execute();
  await db.updateTable("plans").set({ name: "Lain" }).execute();

  const invoice = await findInvoice(db, order.userId, order.number);
  expect(invoice).toMatchObject({
    buyer: { name: "Sari" },
    seller: { name: "LumiCloud" },
    lines: [{ planName: "Usaha", cycle: "monthly", host: "toko-sari.situs.test", amountIdr: 49_000 }],
    totalIdr: 49_000,
  });
  expect(await findInvoice(db, await aCustomer(db), order.number)).toBeNull();
});

test("an invoice carries the buyer's address and NPWP as they were when it was issued", async ({
  shop,
  db,
  ipaymu,
}) => {
  const order = await anOpenOrder(shop);
  await settleTransaction(shop, (await ipaymu.pay(order.reference, { notify: "never" })).trxId, new Date());
  const details = { address: "Jl. Melati No. 2", npwp: "123456789012345" };
  await updateBuyerDetails(db, { ...details, userId: order.userId }, now);
  await issueInvoice(shop, order, now);
  await updateBuyerDetails(db, { userId: order.userId, address: null, npwp: null }, now);
  expect(await findBuyerDetails(db, order.userId)).toEqual({ address: null, npwp: null });
  expect((await findInvoice(db, order.userId, order.number))?.buyer).toMatchObject(details);
});

test("an invoice from before addresses were asked for is still read", async ({ db }) => {
  const { userId } = await manyInvoices({ db }, { count: 1, from: now, everyMs: 0 });
  expect((await findInvoice(db, userId, "LC-2026-500001"))?.buyer).toMatchObject({
    address: null,
    npwp: null,
  });
});

test("the timeline tells what happened in order and what is still ahead", async ({ shop, db, ipaymu }) => {
  const order = await anOpenOrder(shop);
  const events = async () => (await orderTimeline(db, order)).map((step) => [step.event, step.at !== null]);
  expect(await events()).toEqual([
    ["ordered", true],
    ["payment-opened", true],
    ["paid", false],
  ]);
  const { trxId } = await ipaymu.choose(order.reference, "bca");
  await settleTransaction(shop, trxId, new Date());
  expect(await events()).toContainEqual(["code-given", true]);
  await ipaymu.pay(trxId, { notify: "never" });
  await settleTransaction(shop, trxId, new Date());
  await issueInvoice(shop, order, new Date());
  expect((await events()).map(([event]) => event)).toEqual([
    "ordered",
    "payment-opened",
    "paid",
    "site-making",
    "invoice-issued",
    "site-ready",
    "first-live",
  ]);
  expect(await orderTimeline(db, { ...order, userId: await aCustomer(db) })).toEqual([]);
});
