import { sql } from "kysely";
import { createIpaymu } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { createPasswords } from "#app/adapters/passwords/passwords.server.ts";
import { appointOwner } from "#app/domain/accounts/users.server.ts";
import { askForAttention } from "#app/domain/attention/attention.server.ts";
import { billingTick } from "#app/domain/billing/renewals/renewals.server.ts";
import { keepFinding } from "#app/domain/billing/safety/differences.server.ts";
import { connect, type Db } from "#db/client.ts";
import { type Browser, createBrowser } from "#scripts/demo/browser.ts";
import { people } from "#scripts/demo/people.ts";
import { runSale } from "#scripts/demo/sale.ts";
import type { Shop } from "#scripts/demo/shop.ts";
import { sampleSite } from "#scripts/demo/site.ts";
import { anOpenOrder, anOrderWithCode } from "../billing.ts";
import { testSettings } from "../fixtures.ts";
import { aSubscription, endingIn } from "../renewing.ts";
import { linkFor } from "./world.ts";

export const [customer, owner] = people;
export const LONG = "oleh-oleh-malang-bu-ratna-sejak-tahun-87";

export type Prepared = Awaited<ReturnType<typeof prepare>>;

/**
 * A shop in which every page has something to show: a site that is live with a draft, a backup, two domains and a token;
 * one that has ended, with a long name; bills to pay by page, number, code and link; and what staff have to look at.
 */
export async function prepare(shop: Shop) {
  const db = connect(shop.databaseUrl, { max: 2 });
  const passwords = createPasswords();
  try {
    await appointOwner({ db, passwords }, owner, new Date());
    const sale = await runSale(shop, { buyer: customer, megabytes: 0.25, say: () => {} });
    const { id: userId } = await db
      .updateTable("users")
      .set({ phone: "081234567890" })
      .where("email", "=", customer.email)
      .returning("id")
      .executeTakeFirstOrThrow();
    const browser = createBrowser();
    await logIn(browser, shop, customer);
    const bills = await makeBills(shop, db, userId);
    const ended = await endOne(browser, shop, db, userId);
    const site = new URL(sale.site).pathname;
    const draft = await fillSite(browser, shop, site);
    await giveWork(db, userId, bills.orderId);
    await letStaffWork(shop, new URL(sale.order).pathname);
    const order = new URL(sale.order).pathname;
    const note = await until(() =>
      db
        .selectFrom("invoices")
        .innerJoin("orders", "orders.id", "invoices.order_id")
        .select("invoices.number")
        .where("orders.number", "=", order.split("/").at(-1) ?? "")
        .where("invoices.kind", "=", "credit-note")
        .executeTakeFirst(),
    );
    const { id: backup } = await db.selectFrom("backups").select("id").executeTakeFirstOrThrow();
    const { id: server } = await db.selectFrom("servers").select("id").executeTakeFirstOrThrow();
    return {
      ...bills,
      server,
      ended,
      site,
      order,
      draft,
      creditNote: `${order}/credit-notes/${note.number}`,
      backup: `${site}/backups/${backup}/restore`,
      upload: new URL(sale.upload).pathname,
      deployment: new URL(sale.deployment).pathname,
    };
  } finally {
    await passwords.close();
    await db.destroy();
  }
}

async function logIn(browser: Browser, shop: Shop, { email, password }: { email: string; password: string }) {
  await browser.press(await browser.go(`${shop.appUrl}/login`), /^Masuk$/, { fields: { email, password } });
}

function sellerOf(shop: Shop, db: Db) {
  const { url: baseUrl, va, apiKey } = shop.ipaymu;
  const sitesDomain = `localhost:${shop.ports.sites}`;
  const settings = { ...testSettings, appUrl: shop.appUrl, sitesDomain };
  return { db, gateway: createIpaymu({ baseUrl, va, apiKey }), settings };
}

/** Orders that wait: one on the gateway's page, one with each kind of code, and a renewal with the link in its letter. */
async function makeBills(shop: Shop, db: Db, userId: string) {
  const seller = sellerOf(shop, db);
  const waiting = await anOpenOrder(seller, { userId });
  const codes: string[] = [];
  for (const choice of [
    { method: "va", channel: "bni" },
    { method: "qris", channel: "mpm" },
    { method: "cstore", channel: "alfamart" },
  ]) {
    const { url } = await anOrderWithCode(seller, choice, { userId });
    codes.push(new URL(url).pathname);
  }
  await aSubscription(seller, { ...endingIn(6), userId });
  await billingTick(db, new Date());
  const link = new URL(await linkFor(shop, customer.email, "/pay/")).pathname;
  const payer = createBrowser();
  const bill = await payer.go(shop.appUrl + link);
  const { url } = await payer.press(bill, /^Bayar/, { fields: { way: "va.mandiri" } });
  const linkAttempt = url.split("/").at(-1);
  return {
    unpaid: `/orders/${waiting.number}`,
    orderId: waiting.orderId,
    attempt: waiting.attemptId,
    codes,
    linkAttempt,
    link,
  };
}

/** A second site, paid for, with a release, and ended at once: its export is ready. */
async function endOne(browser: Browser, shop: Shop, db: Db, userId: string): Promise<string> {
  const { reference, orderId } = await anOpenOrder(sellerOf(shop, db), { userId, site: { label: LONG } });
  await shop.ipaymu.pay(reference);
  const id = await until(async () => {
    const query = db.selectFrom("websites").select("id").where("order_id", "=", orderId);
    return (await query.where("status", "=", "active").executeTakeFirst())?.id;
  });
  const site = `/sites/${id}`;
  const asked = await browser.go(`${shop.appUrl}${site}/cancel?mode=now`);
  await browser.press(asked, /^Ya, berhenti sekarang$/, { fields: { reason: "moving" } });
  await until(async () => {
    // the export looks again after a minute whether the site is off by now
    await sql`select graphile_worker.reschedule_jobs(array_agg(id), now()) from graphile_worker.jobs
      where task_identifier = 'export-website' and locked_at is null having count(*) > 0`.execute(db);
    return db.selectFrom("site_exports").select("id").where("status", "!=", "waiting").executeTakeFirst();
  });
  return site;
}

/** A draft, a backup, a domain that leads here and one that does not, and a token; the address of the draft. */
async function fillSite(browser: Browser, shop: Shop, site: string): Promise<string> {
  const home = shop.appUrl + site;
  await browser.press(await browser.go(`${home}/backups`), /^Buat cadangan/);
  for (const domain of [`belum-${LONG}.com`, "www.tokosari.com"])
    await browser.press(await browser.go(`${home}/domains`), /^Tambahkan domain$/, { fields: { domain } });
  const tokens = await browser.go(`${shop.appUrl}/account/tokens`);
  await browser.press(tokens, /^Buat token$/, { fields: { name: "Laptop di warung", days: "90" } });

  const archive = await sampleSite("Toko Sari yang baru", 0.25);
  const form = await browser.go(`${home}/uploads`);
  const sent = await browser.press(form, /Unggah/, { files: { archive } });
  const found = await browser.watch(sent, (page) => /Terbitkan/.test(page.html));
  const draft = await browser.press(found, /^Buat draf/);
  const made = await browser.watch(draft, (page) => page.refreshSeconds === null);
  await browser.watch(await browser.go(`${home}/backups`), (page) => /Pulihkan/.test(page.html));
  return new URL(made.url).pathname;
}

/** What the office has to look at. */
async function giveWork(db: Db, userId: string, orderId: string): Promise<void> {
  const detail = { trxId: "4217", amountIdr: 48_000 };
  await askForAttention(db, { kind: "wrong-amount", subject: "4217", detail, userId, orderId });
  await askForAttention(db, { kind: "website-failed", subject: `${LONG}.contoh.test`, userId });
  await askForAttention(db, { kind: "mass-suspension", subject: "2026-11-22", detail: { held: 31 } });
  await keepFinding(
    db,
    { kind: "amount-differs", subject: "4217", detail: { gatewayIdr: 49_000, booksIdr: 48_000 } },
    new Date(),
  );
  await keepFinding(db, { kind: "orphan-site", subject: `${LONG}.contoh.test`, detail: {} }, new Date());
}

/** A coupon, and money given back, which makes a credit note. */
async function letStaffWork(shop: Shop, order: string): Promise<void> {
  const browser = createBrowser();
  await logIn(browser, shop, owner);
  const coupons = await browser.go(`${shop.appUrl}/staff/coupons`);
  await browser.press(coupons, /^Buat kupon$/, { fields: { code: "WARUNGBARU", value: "10" } });
  const page = await browser.go(`${shop.appUrl}/staff${order}`);
  const fields = { amount: "5000", way: "credit", reason: "Situs mati dua jam" };
  await browser.press(page, /^Catat pengembalian$/, { fields });
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + 30_000; Date.now() < end; ) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("what was waited for did not come");
}
