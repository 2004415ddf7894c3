import { describe, expect } from "vitest";
import { addDomain } from "#app/domain/hosting/domains/domains.server.ts";
import { aPlan, changeTo, quoteOf, standingOf, wishFor } from "#app/test/changing.ts";
import { aCoupon } from "#app/test/coupons.ts";
import { test } from "#app/test/fixtures.ts";
import { billingRun, billsOf, daysAfter, giveCredit, openBill, takeJobs } from "#app/test/renewing.ts";
import { creditBalance } from "../credit/credit.server.ts";
import { findInvoice, issueInvoice } from "../invoices/invoices.server.ts";
import { cancelOrder, expireOrder } from "../orders/endings.server.ts";
import { closeOutdatedOrders } from "../orders/outdated-orders.server.ts";
import { openPayment } from "../payments/attempts.server.ts";
import { settleTransaction } from "../payments/settlement.server.ts";
import { periodEnd } from "../renewals/periods.ts";
import { listChoices, type Quote } from "./plan-change-quotes.server.ts";
import { requestChange } from "./plan-changes.server.ts";

type Shop = Parameters<typeof aPlan>[0];
type Sandbox = { pay: (reference: string) => Promise<{ trxId: string }> };

/** Half of a term of 30 days is left. Another length of month only shows in days with no such term. */
async function aHalf(shop: Shop) {
  const owned = await aPlan(shop, { anchor: periodEnd(daysAfter(new Date(), 15), "monthly", -1) });
  const wholeMs = owned.endsAt.getTime() - (await standingOf(shop, owned.subscriptionId)).anchor_at.getTime();
  return { ...owned, now: new Date(owned.endsAt.getTime() - wholeMs / 2) };
}

/** Makes a website of the books one that is on; no server is asked about it here. */
async function runsOn({ db }: Shop, websiteId: string): Promise<void> {
  const { id: server_id } = await db
    .insertInto("servers")
    .values({
      name: "buku",
      panel_url: "http://127.0.0.1:9",
      api_key_encrypted: "x",
      ftp_host: "127.0.0.1",
      ftp_port: 21,
      web_address: "127.0.0.1:80",
      sites_root: "/www/wwwroot",
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  await db
    .updateTable("websites")
    .set({ status: "active", server_id, panel_site_id: 1, ftp_user: "lc_buku" })
    .where("id", "=", websiteId)
    .execute();
}

const orderOf = (shop: Shop, id: string) =>
  shop.db.selectFrom("orders").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
const changesOf = (shop: Shop, subscriptionId: string) =>
  shop.db
    .selectFrom("plan_changes")
    .selectAll()
    .where("subscription_id", "=", subscriptionId)
    .orderBy("created_at")
    .execute();

const later = (moment: Date) => new Date(moment.getTime() + 1000);
const daysIn = (quote: Quote) => quote.arithmetic.spans[0]!.wholeMs / 86_400_000;

async function payOrder(shop: Shop, ipaymu: Sandbox, orderId: string, now: Date): Promise<void> {
  const { user_id: userId, number } = await orderOf(shop, orderId);
  const opened = await openPayment(shop, { orderId, userId, locale: "id", now });
  if (opened.outcome !== "open") throw new Error(opened.outcome);
  const { trxId } = await ipaymu.pay(`${number}-A1`);
  await settleTransaction(shop, trxId, now);
}

describe("an upgrade within the term", () => {
  test("is paid first, applies when the money is there, and its invoice carries the arithmetic", async ({
    shop,
    db,
    ipaymu,
  }) => {
    const { now, endsAt, ...owned } = await aHalf(shop);
    const asked = await changeTo(shop, owned, "bisnis", "monthly", now);
    if (asked.outcome !== "to-pay") throw new Error(asked.outcome);
    // half of 99,000 less half of 49,000
    expect(await orderOf(shop, asked.orderId)).toMatchObject({
      kind: "upgrade",
      status: "awaiting-payment",
      total_idr: 25_000,
      expires_at: daysAfter(now, 1),
    });
    expect(await standingOf(shop, owned.subscriptionId)).toMatchObject({ plan_id: "usaha" });

    await payOrder(shop, ipaymu, asked.orderId, now);
    const after = await standingOf(shop, owned.subscriptionId);
    expect(after).toMatchObject({ plan_id: "bisnis", cycle: "monthly", ends_at: endsAt, status: "active" });
    expect(after.periods).toHaveLength(1);
    expect(await changesOf(shop, owned.subscriptionId)).toMatchObject([
      { status: "applied", difference_idr: 25_000 },
    ]);

    await issueInvoice(shop, { orderId: asked.orderId }, now);
    const invoice = await findInvoice(db, owned.userId, asked.number);
    expect(invoice?.lines).toMatchObject([
      {
        planName: "Bisnis",
        startsAt: now,
        endsAt,
        amountIdr: 25_000,
        change: {
          fromPlanName: "Usaha",
          arithmetic: { oldShareCents: 2_450_000, newShareCents: 4_950_000, differenceIdr: 25_000 },
        },
      },
    ]);
    const letters = (await takeJobs(db, "send-notice")).filter((one) => one.kind === "plan-changed");
    expect(letters).toMatchObject([{ values: { planName: "Bisnis", paidIdr: 25_000, givenBackIdr: 0 } }]);
  });

  test("is paid from the credit at once when that covers it", async ({ shop, db }) => {
    const { now, ...owned } = await aHalf(shop);
    await giveCredit(db, owned.userId, 30_000);
    expect(await changeTo(shop, owned, "bisnis", "monthly", now)).toEqual({ outcome: "applied" });
    expect(await creditBalance(db, owned.userId)).toBe(5_000);
    expect(await standingOf(shop, owned.subscriptionId)).toMatchObject({ plan_id: "bisnis" });
    expect((await takeJobs(db, "issue-invoice")).length).toBeGreaterThan(0);
  });

  test("costs nothing when the gateway takes no such small sum, and is not given back later", async ({
    shop,
    db,
  }) => {
    const { endsAt, ...owned } = await aHalf(shop);
    const late = daysAfter(endsAt, -2);
    const quote = await quoteOf(shop, owned, "bisnis", "monthly", late);
    expect(quote).toMatchObject({ way: "free", price: { totalIdr: Math.round(100_000 / daysIn(quote)) } });
    expect(await changeTo(shop, owned, "bisnis", "monthly", late)).toEqual({ outcome: "applied" });
    expect(await changeTo(shop, owned, "usaha", "monthly", late)).toEqual({ outcome: "applied" });
    expect(await creditBalance(db, owned.userId)).toBe(0);
    // let off and taken back are even: the next one is let off alike, and nothing can be drawn from it either
    expect(await changeTo(shop, owned, "bisnis", "monthly", later(late))).toEqual({ outcome: "applied" });
    expect(await changeTo(shop, owned, "usaha", "monthly", later(late))).toEqual({ outcome: "applied" });
    expect(await creditBalance(db, owned.userId)).toBe(0);
  });

  test("carries tax by the rule of today", async ({ db, gateway, settings }) => {
    const tax = { ratePercent: 12, baseNumerator: 11, baseDenominator: 12 };
    const shop = { db, gateway, settings: { ...settings, tax } };
    const { now, ...owned } = await aHalf(shop);
    const asked = await changeTo(shop, owned, "bisnis", "monthly", now);
    if (asked.outcome !== "to-pay") throw new Error(asked.outcome);
    expect(await orderOf(shop, asked.orderId)).toMatchObject({ subtotal_idr: 25_000, tax_idr: 2_750 });
  });
});

describe("a downgrade within the term", () => {
  test("applies at once; what is left over becomes credit with the tax that was paid on it", async ({
    db,
    gateway,
    settings,
  }) => {
    const tax = { ratePercent: 12, baseNumerator: 11, baseDenominator: 12 };
    const shop = { db, gateway, settings: { ...settings, tax } };
    const { now, endsAt, ...owned } = await aHalf(shop);
    expect(await changeTo(shop, owned, "mulai", "monthly", now)).toEqual({ outcome: "applied" });
    // half of 49,000 less half of 25,000, and 11 % on it
    expect(await creditBalance(db, owned.userId)).toBe(12_000 + 1_320);
    expect(await standingOf(shop, owned.subscriptionId)).toMatchObject({ plan_id: "mulai", ends_at: endsAt });
    expect(await takeJobs(db, "issue-credit-note")).toHaveLength(1);
  });

  test("after an upgrade at the same instant leaves nothing owed and nothing given", async ({
    shop,
    db,
    ipaymu,
  }) => {
    const { now, endsAt, ...owned } = await aHalf(shop);
    const asked = await changeTo(shop, owned, "bisnis", "monthly", now);
    if (asked.outcome !== "to-pay") throw new Error(asked.outcome);
    await payOrder(shop, ipaymu, asked.orderId, now);
    expect(await changeTo(shop, owned, "usaha", "monthly", now)).toEqual({ outcome: "applied" });
    expect(await creditBalance(db, owned.userId)).toBe(25_000);
    // given back against the order that paid for the upgrade, which is thereby done with
    expect(await orderOf(shop, asked.orderId)).toMatchObject({ status: "refunded" });
    expect(await standingOf(shop, owned.subscriptionId)).toMatchObject({ plan_id: "usaha", ends_at: endsAt });
  });

  test("is refused below what the site uses, with the numbers", async ({ shop, db }) => {
    const { now, ...owned } = await aHalf(shop);
    const quote = await quoteOf(shop, owned, "mulai", "monthly", now);
    const usedBytes = 2 * 1024 ** 3;
    await db
      .updateTable("websites")
      .set({ disk_used_bytes: usedBytes })
      .where("id", "=", owned.websiteId)
      .execute();
    expect(await requestChange(shop, wishFor(owned, quote, now))).toEqual({
      outcome: "too-small",
      usedBytes,
      planBytes: 1024 ** 3,
    });
    expect(await standingOf(shop, owned.subscriptionId)).toMatchObject({ plan_id: "usaha" });
  });

  test("is refused below the domains the site has, which are counted as when one is added", async ({
    shop,
    db,
  }) => {
    const { now, ...owned } = await aHalf(shop);
    const quote = await quoteOf(shop, owned, "mulai", "monthly", now);
    const domain = { website_id: owned.websiteId, created_at: now };
    const add = (host: string, status: "bound" | "waiting-for-dns" | "removing" | "given-up") =>
      db
        .insertInto("website_domains")
        .values({ ...domain, host, status })
        .execute();
    await add("kopi.com", "bound");
    await add("www.kopi.com", "bound");
    await add("lama.com", "removing");
    await add("salah.com", "given-up");
    const refused = async () => {
      const listed = await listChoices(shop, owned, now);
      const choice = listed?.choices.find((one) => one.target.planId === "mulai");
      return choice && "refusal" in choice ? choice.refusal.outcome : null;
    };
    expect(await refused()).toBeNull();
    await add("teh.com", "waiting-for-dns");
    expect(await refused()).toBe("too-many-domains");
    expect(await requestChange(shop, wishFor(owned, quote, now))).toEqual({
      outcome: "too-many-domains",
      domains: 2,
      planDomains: 1,
    });
    expect(await standingOf(shop, owned.subscriptionId)).toMatchObject({ plan_id: "usaha" });
  });
});

describe("a smaller plan that waits for its payment", () => {
  test("holds its number of domains already; once the order is cancelled the old number holds again", async ({
    shop,
    db,
  }) => {
    const { now, ...owned } = await aHalf(shop);
    await runsOn(shop, owned.websiteId);
    const add = (host: string) => addDomain(db, { ...owned, host, now });
    const asked = await changeTo(shop, owned, "mulai", "yearly", now);
    if (asked.outcome !== "to-pay") throw new Error(asked.outcome);
    expect(await add("kopi.com")).toEqual({ outcome: "added" });
    expect(await add("www.kopi.com")).toEqual({ outcome: "added" });
    expect(await add("teh.com")).toEqual({
      outcome: "too-many-soon",
      coming: { planName: "Mulai", maxDomains: 1, orderNumber: asked.number },
    });
    const order = { userId: owned.userId, orderId: asked.orderId, now: later(now) };
    expect(await cancelOrder(shop, order)).toMatchObject({ outcome: "cancelled" });
    expect(await add("teh.com")).toEqual({ outcome: "added" });
  });

  test("a domain added at the same moment as the change is asked for never ends beyond it", async ({
    shop,
    db,
  }) => {
    const { now, ...owned } = await aHalf(shop);
    await runsOn(shop, owned.websiteId);
    await addDomain(db, { ...owned, host: "kopi.com", now });
    const wish = wishFor(owned, await quoteOf(shop, owned, "mulai", "yearly", now), now);
    const [asked, added] = await Promise.all([
      requestChange(shop, wish),
      addDomain(db, { ...owned, host: "teh.com", now }),
    ]);
    expect([`${asked.outcome} ${added.outcome}`]).toEqual([
      expect.stringMatching(/^(to-pay too-many-soon|too-many-domains added)$/),
    ]);
  });

  test("is what was paid for, with more domains than it holds as well: they stay, and the letter tells", async ({
    shop,
    db,
    ipaymu,
  }) => {
    const { now, ...owned } = await aHalf(shop);
    const asked = await changeTo(shop, owned, "mulai", "yearly", now);
    if (asked.outcome !== "to-pay") throw new Error(asked.outcome);
    const domain = { website_id: owned.websiteId, created_at: now, status: "bound" as const };
    for (const host of ["kopi.com", "teh.com"])
      await db
        .insertInto("website_domains")
        .values({ ...domain, host })
        .execute();
    await payOrder(shop, ipaymu, asked.orderId, now);
    expect(await standingOf(shop, owned.subscriptionId)).toMatchObject({ plan_id: "mulai", cycle: "yearly" });
    expect(await creditBalance(db, owned.userId)).toBe(0);
    const letters = (await takeJobs(db, "send-notice")).filter((one) => one.kind === "plan-changed");
    expect(letters).toMatchObject([{ values: { domains: 2, planDomains: 1 } }]);
    const bound = await db.selectFrom("website_domains").select("status").execute();
    expect(bound).toEqual([{ status: "bound" }, { status: "bound" }]);
  });
});

describe("another cycle", () => {
  test("from monthly to yearly begins a year when it is paid, less what is left of the month", async ({
    shop,
    db,
    ipaymu,
  }) => {
    const { now, ...owned } = await aHalf(shop);
    const asked = await changeTo(shop, owned, "usaha", "yearly", now);
    if (asked.outcome !== "to-pay") throw new Error(asked.outcome);
    expect(await orderOf(shop, asked.orderId)).toMatchObject({ total_idr: 490_000 - 24_500 });
    const paidAt = daysAfter(now, 0.1);
    await payOrder(shop, ipaymu, asked.orderId, paidAt);
    const after = await standingOf(shop, owned.subscriptionId);
    const endsAt = periodEnd(paidAt, "yearly", 1);
    expect(after).toMatchObject({ cycle: "yearly", anchor_at: paidAt, ends_at: endsAt });
    expect(after.periods.map((one) => [one.order_id, one.ends_at])).toEqual([
      [owned.firstOrderId, paidAt],
      [asked.orderId, endsAt],
    ]);
    await issueInvoice(shop, { orderId: asked.orderId }, paidAt);
    const invoice = await findInvoice(db, owned.userId, asked.number);
    expect(invoice?.lines).toMatchObject([{ cycle: "yearly", startsAt: paidAt, endsAt }]);
  });

  test("from yearly to monthly gives the rest of the year back, and the month renews by itself", async ({
    shop,
    db,
  }) => {
    const start = daysAfter(new Date(), -100);
    const owned = await aPlan(shop, { anchor: start, cycle: "yearly" });
    const now = new Date();
    const quote = await quoteOf(shop, owned, "usaha", "monthly", now);
    expect(await requestChange(shop, wishFor(owned, quote, now))).toEqual({ outcome: "applied" });
    const given = await creditBalance(db, owned.userId);
    expect(given).toBe(-quote.arithmetic.differenceIdr);
    const after = await standingOf(shop, owned.subscriptionId);
    expect(after).toMatchObject({ cycle: "monthly", anchor_at: now, ends_at: periodEnd(now, "monthly", 1) });
    expect(after.periods).toMatchObject([{ ends_at: now }, { starts_at: now, order_id: null }]);

    expect(await billingRun(shop, daysAfter(after.ends_at, -1))).toEqual([]);
    const renewed = await standingOf(shop, owned.subscriptionId);
    expect(renewed.ends_at).toEqual(periodEnd(now, "monthly", 2));
    expect(await creditBalance(db, owned.userId)).toBe(given - 49_000);
  });

  test("waits until the invoice of the term it cuts is written", async ({ shop, db }) => {
    const { now, ...owned } = await aHalf(shop);
    await db.deleteFrom("invoices").execute();
    expect(await changeTo(shop, owned, "usaha", "yearly", now)).toEqual({ outcome: "invoice-pending" });
  });
});

describe("the bill of the next term", () => {
  test("is replaced by one at the new price", async ({ shop, db }) => {
    const { endsAt, ...owned } = await aHalf(shop);
    const now = daysAfter(endsAt, -6);
    await billingRun(shop, now);
    const { bill } = await openBill(shop, owned.subscriptionId, now);
    expect(await changeTo(shop, owned, "mulai", "monthly", now)).toEqual({ outcome: "applied" });
    for (const job of await takeJobs(db, "close-outdated-orders")) await closeOutdatedOrders(shop, job, now);
    expect(await orderOf(shop, bill.id)).toMatchObject({ status: "cancelled" });
    expect(await billingRun(shop, now)).toEqual([]);
    expect((await billsOf(db, owned.subscriptionId)).map((one) => [one.status, one.total_idr])).toEqual(
      expect.arrayContaining([
        ["cancelled", 49_000],
        ["awaiting-payment", 25_000],
      ]),
    );
  });

  test("paid while it is being replaced becomes credit, and nothing is lost", async ({
    shop,
    db,
    ipaymu,
  }) => {
    const { endsAt, ...owned } = await aHalf(shop);
    const now = new Date();
    await billingRun(shop, daysAfter(endsAt, -6));
    const { bill, reference } = await openBill(shop, owned.subscriptionId, now);
    expect(await changeTo(shop, owned, "mulai", "monthly", now)).toEqual({ outcome: "applied" });
    const given = await creditBalance(db, owned.userId);
    const { trxId } = await ipaymu.pay(reference);
    expect(await settleTransaction(shop, trxId, now)).toMatchObject({ outcome: "late-payment" });
    expect(await creditBalance(db, owned.userId)).toBe(given + bill.total_idr);
    expect(await standingOf(shop, owned.subscriptionId)).toMatchObject({ ends_at: endsAt });
    for (const job of await takeJobs(db, "close-outdated-orders")) await closeOutdatedOrders(shop, job, now);
    expect(await billingRun(shop, daysAfter(endsAt, -5))).toEqual([]);
    expect(await creditBalance(db, owned.userId)).toBe(given + bill.total_idr - 25_000);
  });
});

describe("two tabs, old pages and money that comes late", () => {
  test("the same wish four times at once is one order", async ({ shop }) => {
    const { now, ...owned } = await aHalf(shop);
    const wish = wishFor(owned, await quoteOf(shop, owned, "bisnis", "monthly", now), now);
    const answers = await Promise.all([1, 2, 3, 4].map(() => requestChange(shop, wish)));
    expect(new Set(answers.map((one) => (one.outcome === "to-pay" ? one.number : one.outcome))).size).toBe(1);
    expect(await changesOf(shop, owned.subscriptionId)).toHaveLength(1);
  });

  test("the same downgrade four times at once gives back once", async ({ shop, db }) => {
    const { now, ...owned } = await aHalf(shop);
    const wish = wishFor(owned, await quoteOf(shop, owned, "mulai", "monthly", now), now);
    const answers = await Promise.all([1, 2, 3, 4].map(() => requestChange(shop, wish)));
    expect(answers.map((one) => one.outcome)).toEqual(Array(4).fill("applied"));
    expect(await creditBalance(db, owned.userId)).toBe(12_000);
  });

  test("another wish replaces the unpaid one, and the other tab's page is told that it is old", async ({
    shop,
  }) => {
    const { now, ...owned } = await aHalf(shop);
    const first = await changeTo(shop, owned, "bisnis", "monthly", now);
    const stale = wishFor(owned, await quoteOf(shop, owned, "usaha", "yearly", now), now);
    expect(await changeTo(shop, owned, "mulai", "monthly", later(now))).toEqual({ outcome: "applied" });
    expect(await changesOf(shop, owned.subscriptionId)).toMatchObject([
      { status: "withdrawn" },
      { status: "applied" },
    ]);
    if (first.outcome !== "to-pay") throw new Error(first.outcome);
    expect(await orderOf(shop, first.orderId)).toMatchObject({ status: "cancelled" });
    expect(await requestChange(shop, stale)).toEqual({ outcome: "quote-changed" });
  });

  test("a price changed between page and post, a withdrawn plan and an old page are told apart", async ({
    shop,
    db,
  }) => {
    const { now, ...owned } = await aHalf(shop);
    const wish = wishFor(owned, await quoteOf(shop, owned, "bisnis", "monthly", now), now);
    const soon = daysAfter(now, 1 / 24);
    expect(await requestChange(shop, { ...wish, now: soon })).toEqual({ outcome: "quote-changed" });
    expect(await requestChange(shop, { ...wish, quotedAt: soon })).toEqual({ outcome: "quote-changed" });
    expect(await requestChange(shop, { ...wish, differenceIdr: 1, totalIdr: 1 })).toEqual({
      outcome: "quote-changed",
    });
    await db.updateTable("prices").set({ replaced_at: now }).where("id", "=", wish.toPriceId).execute();
    await db
      .insertInto("prices")
      .values({ plan_id: "bisnis", cycle: "monthly", amount_idr: 109_000 })
      .execute();
    expect(await requestChange(shop, wish)).toEqual({ outcome: "quote-changed" });
    await db.updateTable("plans").set({ withdrawn_at: now }).where("id", "=", "bisnis").execute();
    expect(await requestChange(shop, wish)).toEqual({ outcome: "unavailable" });
    expect(await requestChange(shop, { ...wish, toPriceId: "nonsense" })).toEqual({ outcome: "unavailable" });
    expect(await changesOf(shop, owned.subscriptionId)).toEqual([]);
  });

  test("an order that is cancelled or expires takes the change back; money after that becomes credit", async ({
    shop,
    db,
    ipaymu,
  }) => {
    const { now, ...owned } = await aHalf(shop);
    const one = await changeTo(shop, owned, "bisnis", "monthly", now);
    if (one.outcome !== "to-pay") throw new Error(one.outcome);
    const opened = await openPayment(shop, { orderId: one.orderId, userId: owned.userId, locale: "id", now });
    expect(opened.outcome).toBe("open");
    const { userId } = owned;
    expect(await cancelOrder(shop, { orderId: one.orderId, userId, now })).toEqual({ outcome: "cancelled" });
    const { trxId } = await ipaymu.pay(`${one.number}-A1`);
    expect(await settleTransaction(shop, trxId, now)).toMatchObject({ outcome: "late-payment" });
    expect(await creditBalance(db, userId)).toBe(25_000);

    const two = await changeTo(shop, owned, "usaha", "yearly", now);
    if (two.outcome !== "to-pay") throw new Error(two.outcome);
    expect(await expireOrder(shop, two.orderId, daysAfter(now, 1))).toEqual({ outcome: "expired" });
    expect((await changesOf(shop, owned.subscriptionId)).map((change) => change.status)).toEqual([
      "withdrawn",
      "withdrawn",
    ]);
  });

  test("paid after the next term was paid, it changes nothing and the money becomes credit", async ({
    shop,
    db,
    ipaymu,
  }) => {
    const { endsAt, ...owned } = await aHalf(shop);
    const now = new Date();
    const asked = await changeTo(shop, owned, "bisnis", "monthly", now);
    if (asked.outcome !== "to-pay") throw new Error(asked.outcome);
    await billingRun(shop, daysAfter(endsAt, -6));
    const { reference } = await openBill(shop, owned.subscriptionId, now);
    await openPayment(shop, { orderId: asked.orderId, userId: owned.userId, locale: "id", now });
    await settleTransaction(shop, (await ipaymu.pay(reference)).trxId, now);
    const { trxId } = await ipaymu.pay(`${asked.number}-A1`);
    expect(await settleTransaction(shop, trxId, now)).toMatchObject({ outcome: "late-payment" });
    expect(await orderOf(shop, asked.orderId)).toMatchObject({ status: "cancelled" });
    expect(await standingOf(shop, owned.subscriptionId)).toMatchObject({
      plan_id: "usaha",
      ends_at: periodEnd(endsAt, "monthly", 1),
    });
    expect(await creditBalance(db, owned.userId)).toBe((await orderOf(shop, asked.orderId)).total_idr);
  });

  test("a change that no longer fits is closed after the gateway was asked", async ({ shop, db }) => {
    const { endsAt, ...owned } = await aHalf(shop);
    const now = new Date();
    await giveCredit(db, owned.userId, 49_000);
    const asked = await changeTo(shop, owned, "usaha", "yearly", now);
    if (asked.outcome !== "to-pay") throw new Error(asked.outcome);
    await billingRun(shop, daysAfter(endsAt, -6));
    for (const job of await takeJobs(db, "close-outdated-orders")) await closeOutdatedOrders(shop, job, now);
    expect(await orderOf(shop, asked.orderId)).toMatchObject({ status: "cancelled" });
  });

  test("while the gateway is silent nothing is replaced", async ({ shop, ipaymu }) => {
    const { now, ...owned } = await aHalf(shop);
    const first = await changeTo(shop, owned, "bisnis", "monthly", now);
    if (first.outcome !== "to-pay") throw new Error(first.outcome);
    await openPayment(shop, { orderId: first.orderId, userId: owned.userId, locale: "id", now });
    await ipaymu.stop();
    expect(await changeTo(shop, owned, "mulai", "monthly", now)).toEqual({ outcome: "gateway-silent" });
    expect(await orderOf(shop, first.orderId)).toMatchObject({ status: "awaiting-payment" });
  });
});

test("only a running subscription changes: a bill comes first, an end must be taken back", async ({
  shop,
  db,
}) => {
  const { now, ...owned } = await aHalf(shop);
  const wish = wishFor(owned, await quoteOf(shop, owned, "bisnis", "monthly", now), now);
  const outcomes = {
    "past-due": "bill-first",
    suspended: "bill-first",
    cancelling: "take-back-first",
    ended: "over",
  };
  for (const [status, outcome] of Object.entries(outcomes)) {
    await db
      .updateTable("subscriptions")
      .set({ status: status as "past-due", suspended_at: now })
      .where("id", "=", owned.subscriptionId)
      .execute();
    expect(await requestChange(shop, wish)).toEqual({ outcome });
  }
  const stranger = { ...wish, userId: "00000000-0000-4000-8000-000000000000" };
  expect(await requestChange(shop, stranger)).toEqual({ outcome: "over" });
});

test("what a coupon took off was never paid, so moving down does not give it back", async ({ shop, db }) => {
  const { now, ...owned } = await aHalf(shop);
  const plain = await quoteOf(shop, owned, "mulai", "monthly", now);
  const coupon = await aCoupon(db, { percent: 20 });
  // As if the purchase had been made with it.
  await db
    .updateTable("orders")
    .set({ coupon_id: coupon.id, discount_idr: 9_800, subtotal_idr: 39_200, total_idr: 39_200 })
    .where("subscription_id", "=", owned.subscriptionId)
    .execute();
  const quote = await quoteOf(shop, owned, "mulai", "monthly", now);
  expect(quote.arithmetic.heldBackIdr).toBe(4_900);
  expect(quote.arithmetic.differenceIdr).toBe(plain.arithmetic.differenceIdr + 4_900);
});
