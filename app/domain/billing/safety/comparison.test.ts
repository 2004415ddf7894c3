import { sql } from "kysely";
import { expect } from "vitest";
import { provisionWebsite } from "#app/domain/hosting/websites/provisioning.server.ts";
import { switchWebsite } from "#app/domain/hosting/websites/standing.server.ts";
import { aCustomer, anOpenOrder } from "#app/test/billing.ts";
import { aPlan, changeTo } from "#app/test/changing.ts";
import { test as base } from "#app/test/fixtures.ts";
import { aServer } from "#app/test/hosting.ts";
import { billingRun, billsOf, daysAfter, endingIn, giveCredit, takeJobs } from "#app/test/renewing.ts";
import type { Db } from "#db/client.ts";
import { issueInvoice } from "../invoices/invoices.server.ts";
import { openPayment } from "../payments/attempts.server.ts";
import { settleTransaction } from "../payments/settlement.server.ts";
import { compareBooksWithin } from "./books-comparison.server.ts";
import { compareBooks, lastComparison, usualDays } from "./comparison.server.ts";
import { cureByHand } from "./cures.server.ts";
import { dealWith, listDifferences } from "./differences.server.ts";

type Shop = Parameters<typeof provisionWebsite>[0] & Parameters<typeof compareBooks>[0];

const test = base.extend<{ shop: Shop }>({
  shop: async ({ db, gateway, settings, panelOf, transferTo, vault, log, aapanel }, use) => {
    await aServer({ db, vault, aapanel }, new Date());
    await use({ db, gateway, settings, panelOf, transferTo, vault, log });
  },
});

type Payer = { pay(to: string, how: object): Promise<{ trxId: string }> };

/** A site that was really paid for and really made. */
async function aSite(shop: Shop, ipaymu: Payer) {
  const order = await anOpenOrder(shop);
  const { trxId } = await ipaymu.pay(order.reference, { notify: "never" });
  await settleTransaction(shop, trxId, new Date());
  const { id: websiteId } = await shop.db
    .selectFrom("websites")
    .select("id")
    .where("order_id", "=", order.orderId)
    .executeTakeFirstOrThrow();
  expect(await provisionWebsite(shop, { websiteId }, new Date())).toEqual({ outcome: "active" });
  await takeJobs(shop.db, "provision-website");
  return { ...order, trxId, websiteId };
}

function compare(shop: Shop, now = new Date()) {
  return compareBooks(shop, usualDays(now), now);
}

const kinds = async (db: Db) => (await listDifferences(db)).map((one) => one.kind).sort();

async function panelOf(shop: Shop) {
  const server = await shop.db.selectFrom("servers").selectAll().executeTakeFirstOrThrow();
  return shop.panelOf({ url: server.panel_url, apiKey: shop.vault.open(server.api_key_encrypted) });
}

test("where all three agree nothing is found, and it is written down that they were compared", async ({
  shop,
  ipaymu,
}) => {
  await aSite(shop, ipaymu);
  expect(await compare(shop)).toMatchObject({ silent: [], transactions: 1, sites: 1, opened: 0, healed: 0 });
  expect(await listDifferences(shop.db)).toEqual([]);
  expect(await lastComparison(shop.db)).toMatchObject({ transactions: 1, sites: 1, silent: [] });
});

test("paid at the gateway and not settled is settled, once, however often it is compared", async ({
  shop,
  ipaymu,
}) => {
  const { db } = shop;
  const order = await anOpenOrder(shop);
  const { trxId } = await ipaymu.pay(order.reference, { notify: "never" });
  const sums = await Promise.all([compare(shop), compare(shop)]);
  expect(sums.reduce((all, one) => all + one.opened, 0)).toBeGreaterThanOrEqual(1);
  expect(await kinds(db)).toEqual([]);
  expect(await db.selectFrom("subscriptions").select("status").execute()).toEqual([{ status: "active" }]);
  const rows = await db.selectFrom("differences").selectAll().where("subject", "=", trxId).execute();
  expect(rows[0]).toMatchObject({ kind: "paid-not-settled", resolved_by: null });
  expect(rows[0]?.healed_at).toBeInstanceOf(Date);
});

test("money that differs is listed with both sums, healed by nobody, and closes itself when it is right again", async ({
  shop,
  ipaymu,
}) => {
  const { db } = shop;
  const { trxId } = await aSite(shop, ipaymu);
  await db
    .updateTable("gateway_transactions")
    .set({ amount_idr: 48_000 })
    .where("trx_id", "=", trxId)
    .execute();
  const tomorrow = daysAfter(new Date(), 1);
  await compare(shop, tomorrow);
  expect(await kinds(db)).toEqual(["amount-differs", "day-sum"]);
  const [one] = (await listDifferences(db)).filter((row) => row.kind === "amount-differs");
  expect(one).toMatchObject({
    subject: trxId,
    detail: { gatewayIdr: 49_000, booksIdr: 48_000 },
    healedAt: null,
  });
  await db
    .updateTable("gateway_transactions")
    .set({ amount_idr: 49_000 })
    .where("trx_id", "=", trxId)
    .execute();
  expect(await compare(shop, daysAfter(tomorrow, 0.01))).toMatchObject({ closed: 2 });
  expect(await kinds(db)).toEqual([]);
});

test("settled here and unknown to the gateway, or taken back by it, is found", async ({ shop, ipaymu }) => {
  const { db } = shop;
  const site = await aSite(shop, ipaymu);
  const other = await aSite(shop, ipaymu);
  await db
    .updateTable("gateway_transactions")
    .set({ trx_id: "999999" })
    .where("trx_id", "=", site.trxId)
    .execute();
  await ipaymu.settle(other.trxId, 2);
  await compare(shop);
  expect(await kinds(db)).toEqual(["not-at-gateway", "settled-not-paid"]);
  await ipaymu.settle(other.trxId, 1);
  await compare(shop);
  expect(await kinds(db)).toEqual(["not-at-gateway"]);
});

test("a silent gateway and a silent panel are named, and nothing is opened or closed from silence", async ({
  shop,
  ipaymu,
  aapanel,
}) => {
  const { db } = shop;
  const { trxId } = await aSite(shop, ipaymu);
  await db
    .updateTable("gateway_transactions")
    .set({ amount_idr: 48_000 })
    .where("trx_id", "=", trxId)
    .execute();
  await compare(shop);
  const panel = await panelOf(shop);
  await panel.deleteSite((await panel.listSites())[0]!);
  await compare(shop);
  expect(await kinds(db)).toEqual(["amount-differs", "site-missing"]);

  ipaymu.faults.set({ on: "history", kind: "500", times: 50 });
  aapanel.faults.set({ kind: "html404-before-work", action: "getData", times: 0 });
  expect(await compare(shop)).toMatchObject({ silent: ["gateway", "server-1"], opened: 0, closed: 0 });
  expect(await kinds(db)).toEqual(["amount-differs", "site-missing"]);
});

test("a site that runs though it must not, or FTP that does, is switched by its own job and then gone from the list", async ({
  shop,
  ipaymu,
}) => {
  const { db } = shop;
  const { websiteId } = await aSite(shop, ipaymu);
  const panel = await panelOf(shop);
  await panel.stopSite((await panel.listSites())[0]!);
  await panel.setFtpEnabled((await panel.listFtpUsers())[0]!, false);
  expect(await compare(shop)).toMatchObject({ opened: 1, healed: 1 });
  expect(await listDifferences(db)).toMatchObject([
    { kind: "standing-differs", subject: websiteId, detail: { wanted: "on", site: "off", ftp: "off" } },
  ]);
  for (const job of await takeJobs(db, "switch-website")) await switchWebsite(shop, job, new Date());
  expect(await compare(shop)).toMatchObject({ opened: 0, closed: 1 });
  expect((await panel.listSites())[0]?.isRunning).toBe(true);

  // Decided otherwise than the subscription says: decided again, then followed.
  await db.updateTable("subscriptions").set({ status: "suspended", suspended_at: new Date() }).execute();
  await compare(shop);
  expect(await db.selectFrom("websites").select("suspended_reason").execute()).toEqual([
    { suspended_reason: "unpaid" },
  ]);
  for (const job of await takeJobs(db, "switch-website")) await switchWebsite(shop, job, new Date());
  await compare(shop);
  expect(await kinds(db)).toEqual([]);
});

test("what the panel has of ours and no row names is an orphan, and nothing touches it", async ({
  shop,
  ipaymu,
}) => {
  await aSite(shop, ipaymu);
  const panel = await panelOf(shop);
  await panel.createSite({
    host: "lost.situs.test",
    path: "/www/wwwroot/lost.situs.test",
    note: "lumicloud:00000000-0000-4000-8000-000000000000",
    ftp: { user: "lc_0123456789ab", password: "abcdefghijk" },
  });
  await panel.createSite({
    host: "foreign.test",
    path: "/www/wwwroot/foreign.test",
    note: "somebody else's",
    ftp: { user: "foreign", password: "abcdefghijk" },
  });
  await compare(shop);
  expect(await kinds(shop.db)).toEqual(["orphan-ftp", "orphan-site"]);
  expect(await panel.listSites()).toHaveLength(3);
});

test("a paid website that nobody makes any more is made; one that its server lost is made again by a click", async ({
  shop,
  ipaymu,
}) => {
  const { db } = shop;
  const { websiteId } = await aSite(shop, ipaymu);
  const order = await anOpenOrder(shop);
  const { trxId } = await ipaymu.pay(order.reference, { notify: "never" });
  await settleTransaction(shop, trxId, new Date());
  await sql`delete from graphile_worker._private_jobs`.execute(db);
  expect(await compare(shop)).toMatchObject({ opened: 1, healed: 1 });
  for (const job of await takeJobs(db, "provision-website")) await provisionWebsite(shop, job, new Date());
  expect(await compare(shop)).toMatchObject({ closed: 1 });

  const panel = await panelOf(shop);
  const lost = (await panel.listSites()).find((one) => one.note.endsWith(websiteId));
  await panel.deleteSite(lost!);
  await compare(shop);
  const [row] = await listDifferences(db);
  expect(row).toMatchObject({ kind: "site-missing", healedAt: null });
  const staffId = await aCustomer(db, "Rini");
  const click = { differenceId: row!.id, staffId, now: new Date() };
  expect(await cureByHand(shop, click)).toEqual({ outcome: "begun" });
  expect(await cureByHand(shop, click), "posted twice").toEqual({ outcome: "begun" });
  expect(await takeJobs(db, "provision-website")).toHaveLength(1);
  expect(await provisionWebsite(shop, { websiteId }, new Date())).toEqual({ outcome: "active" });
  await compare(shop);
  expect(await kinds(db)).toEqual([]);
});

test("what a person has dealt with stays so until it looks different", async ({ shop, ipaymu }) => {
  const { db } = shop;
  const { trxId } = await aSite(shop, ipaymu);
  const amount = (amount_idr: number) =>
    db.updateTable("gateway_transactions").set({ amount_idr }).where("trx_id", "=", trxId).execute();
  await amount(48_000);
  await compare(shop);
  const [row] = await listDifferences(db);
  const staffId = await aCustomer(db, "Rini");
  const deed = { differenceId: row!.id, staffId, note: "Rp1.000 dikembalikan", now: new Date() };
  expect(await dealWith(db, deed)).toEqual({ outcome: "dealt-with" });
  expect(await dealWith(db, deed)).toEqual({ outcome: "not-open" });
  expect(await compare(shop)).toMatchObject({ opened: 0 });
  expect(await kinds(db)).toEqual([]);
  await amount(40_000);
  expect(await compare(shop)).toMatchObject({ opened: 1 });
  expect(await kinds(db)).toEqual(["amount-differs"]);
});

test("a period paid ahead that another term has replaced is not missed", async ({ shop, ipaymu }) => {
  const { db } = shop;
  const now = new Date();
  const owned = await aPlan(shop, endingIn(5));
  await giveCredit(db, owned.userId, 49_000);
  await billingRun(shop, now);
  const [bill] = await billsOf(db, owned.subscriptionId);
  await issueInvoice(shop, { orderId: bill!.id }, now);
  const asked = await changeTo(shop, owned, "usaha", "yearly", daysAfter(now, 1));
  if (asked.outcome !== "to-pay") throw new Error(asked.outcome);
  const wish = { orderId: asked.orderId, userId: owned.userId, locale: "id" as const };
  expect(await openPayment(shop, { ...wish, now: daysAfter(now, 1) })).toMatchObject({ outcome: "open" });
  const { trxId } = await ipaymu.pay(`${asked.number}-A1`, { notify: "never" });
  await settleTransaction(shop, trxId, daysAfter(now, 1));
  const periods = db.selectFrom("subscription_periods").where("order_id", "=", bill!.id).selectAll();
  expect(await periods.execute()).toEqual([]);
  expect((await compareBooksWithin(db)).filter((one) => one.kind === "paid-without-period")).toEqual([]);
});

test("books that contradict themselves are found", async ({ shop, ipaymu }) => {
  const { db } = shop;
  const { orderId } = await aSite(shop, ipaymu);
  await db.updateTable("gateway_transactions").set({ order_id: null, attempt_id: null }).execute();
  await db.deleteFrom("subscription_periods").where("order_id", "=", orderId).execute();
  await compare(shop);
  expect(await kinds(db)).toEqual(["paid-without-money", "paid-without-period"]);
});
