import http from "node:http";
import { expect } from "vitest";
import { readPayToken } from "#app/domain/billing/payments/pay-links.ts";
import { settleTransaction } from "#app/domain/billing/payments/settlement.server.ts";
import type { renewSubscription } from "#app/domain/billing/renewals/renewals.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { test as base } from "#app/test/fixtures.ts";
import { aServer } from "#app/test/hosting.ts";
import { aSubscription, billingRun, daysAfter, endingIn, openBill, takeJobs } from "#app/test/renewing.ts";
import type { Db } from "#db/client.ts";
import { provisionWebsite } from "./provisioning.server.ts";
import { endWebsite, letRun, switchWebsite } from "./standing.server.ts";

type Site = Awaited<ReturnType<typeof aSubscription>>;
type Shop = Pick<Parameters<typeof provisionWebsite>[0], "db" | "panelOf" | "transferTo" | "vault" | "log"> &
  Parameters<typeof renewSubscription>[0] & { site: Site };

/** A running website whose grace ends now: a run suspends it. */
const test = base.extend<{ shop: Shop }>({
  shop: async ({ db, gateway, settings, panelOf, transferTo, vault, log, aapanel }, use) => {
    const shop = { db, gateway, settings, panelOf, transferTo, vault, log };
    await aServer({ db, vault, aapanel }, new Date());
    const site = await aSubscription(shop, endingIn(-3));
    expect(await provisionWebsite(shop, site, new Date())).toEqual({ outcome: "active" });
    await billingRun(shop, daysAfter(site.endsAt, -7));
    await use({ ...shop, site });
  },
});

const statusOf = async (db: Db) =>
  (await db.selectFrom("websites").select("status").executeTakeFirstOrThrow()).status;

type Panel = { webAddress: string };

/** What a visitor gets at this address of the site. */
function visit(shop: Shop, { webAddress }: Panel, to = "/"): Promise<{ status: number; html: string }> {
  return new Promise((resolve, reject) => {
    const headers = { host: shop.site.host };
    const request = http.get(`http://${webAddress}${to}`, { headers, agent: false }, (response) => {
      let html = "";
      response.setEncoding("utf8").on("data", (piece: string) => {
        html += piece;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, html }));
    });
    request.on("error", reject);
  });
}

const isStopped = async (shop: Shop, panel: Panel) =>
  (await visit(shop, panel)).html.includes(`${shop.site.host} sedang tidak aktif`);

async function follow(shop: Shop): Promise<void> {
  for (const job of await takeJobs(shop.db, "switch-website")) await switchWebsite(shop, job, new Date());
}

async function pay(shop: Shop, ipaymu: { pay(to: string, how: object): Promise<{ trxId: string }> }) {
  const { reference } = await openBill(shop, shop.site.subscriptionId, new Date());
  const { trxId } = await ipaymu.pay(reference, { notify: "never" });
  await settleTransaction(shop, trxId, new Date());
}

test("suspension stops site and FTP, and payment restores both", async ({ shop, aapanel, ipaymu }) => {
  const { db, site } = shop;
  await billingRun(shop, daysAfter(site.endsAt, 3.01));
  expect(await statusOf(db), "nothing is believed before the panel shows it").toBe("active");
  await follow(shop);
  expect(await statusOf(db)).toBe("suspended");
  expect(await isStopped(shop, aapanel)).toBe(true);
  expect(aapanel.ftpUsers()).toMatchObject([{ status: "0" }]);

  await takeJobs(db, "send-notice");
  await pay(shop, ipaymu);
  await follow(shop);
  expect(await statusOf(db)).toBe("active");
  expect(await isStopped(shop, aapanel)).toBe(false);
  expect(aapanel.ftpUsers()).toMatchObject([{ status: "1" }]);
  const letters = (await takeJobs(db, "send-notice")).map((one) => one.kind).sort();
  expect(letters).toEqual(["renewal-paid", "site-restored"]);
});

for (const kind of ["html404-after-work", "reset-after-work"] as const) {
  for (const action of ["CreateDir", "CreateFile", "SaveFileBody", "SetSiteRunPath", "SetStatus"]) {
    test(`${kind} at ${action} is believed only from what the panel shows`, async ({ shop, aapanel }) => {
      await billingRun(shop, daysAfter(shop.site.endsAt, 3.01));
      aapanel.faults.set({ kind, action });
      await follow(shop).catch(() => undefined);
      await switchWebsite(shop, shop.site, new Date());
      expect(await statusOf(shop.db)).toBe("suspended");
      expect(await isStopped(shop, aapanel)).toBe(true);
      expect(aapanel.ftpUsers()).toMatchObject([{ status: "0" }]);
    });
  }
}

test("a panel that fails changes nothing in the books, and the next try does it", async ({
  shop,
  aapanel,
}) => {
  await billingRun(shop, daysAfter(shop.site.endsAt, 3.01));
  const [job] = await takeJobs(shop.db, "switch-website");
  aapanel.faults.set({ kind: "html404-before-work", action: "SetSiteRunPath", times: 0 });
  await expect(switchWebsite(shop, job!, new Date())).rejects.toThrow("not off yet");
  expect(await statusOf(shop.db)).toBe("active");
  aapanel.faults.clear();
  expect(await switchWebsite(shop, job!, new Date())).toEqual({ outcome: "stopped" });
  expect(await switchWebsite(shop, job!, new Date())).toEqual({ outcome: "stopped" });
});

test("what staff stopped stays stopped when the bill is paid", async ({ shop, aapanel, ipaymu }) => {
  const { db, site } = shop;
  await db.updateTable("websites").set({ suspended_reason: "staff" }).execute();
  expect(await switchWebsite(shop, site, new Date())).toEqual({ outcome: "stopped" });
  await billingRun(shop, daysAfter(site.endsAt, 3.01));
  await pay(shop, ipaymu);
  await follow(shop);
  await switchWebsite(shop, site, new Date());
  expect(await statusOf(db)).toBe("suspended");
  expect(await isStopped(shop, aapanel)).toBe(true);
});

test("a payment in the middle of a suspension wins, whichever job runs last", async ({
  shop,
  aapanel,
  ipaymu,
}) => {
  const { db, site } = shop;
  await billingRun(shop, daysAfter(site.endsAt, 3.01));
  const stopping = await takeJobs(db, "switch-website");
  await pay(shop, ipaymu);
  const starting = await takeJobs(db, "switch-website");
  await Promise.all([...starting, ...stopping].map((job) => switchWebsite(shop, job, new Date())));
  expect(await statusOf(db)).toBe("active");
  expect(await isStopped(shop, aapanel)).toBe(false);
});

test("a site whose subscription is over is off for good, whoever stopped it before, and its export waits", async ({
  shop,
  aapanel,
}) => {
  const { db, site } = shop;
  const now = new Date();
  await db.updateTable("websites").set({ suspended_reason: "staff" }).execute();
  for (let times = 1; times <= 2; times++) {
    await db.transaction().execute((tx) => endWebsite(tx, { subscriptionId: site.subscriptionId, now }));
  }
  await follow(shop);
  expect(aapanel.sites()).toMatchObject([{ status: "0" }]);
  expect(aapanel.ftpUsers()).toMatchObject([{ status: "0" }]);
  await db.transaction().execute((tx) => letRun(tx, { subscriptionId: site.subscriptionId, now }));
  await switchWebsite(shop, site, now);
  expect(await statusOf(db)).toBe("suspended");
  expect(await db.selectFrom("site_exports").select("status").execute()).toEqual([{ status: "waiting" }]);
});

test("visitors of an unpaid site get its name, the amount and the link that pays, and after payment the old pages", async ({
  shop,
  aapanel,
  ipaymu,
}) => {
  const { db, site } = shop;
  const before = await visit(shop, aapanel);
  await billingRun(shop, daysAfter(site.endsAt, 3.01));
  await follow(shop);
  const bill = await db
    .selectFrom("orders")
    .select(["id", "total_idr"])
    .where("kind", "=", "renewal")
    .executeTakeFirstOrThrow();
  const front = await visit(shop, aapanel);
  expect(front.status).toBe(200);
  for (const part of [
    site.host,
    formatRupiah(bill.total_idr),
    "Begitu dibayar",
    "Once it is paid",
    "noindex",
  ])
    expect(front.html).toContain(part);
  const [, token = ""] = /lumi\.test\/pay\/([\w-]+)/.exec(front.html) ?? [];
  expect(readPayToken(shop.settings.linkKeys, token, new Date())).toEqual({
    outcome: "good",
    orderId: bill.id,
  });
  expect(await visit(shop, aapanel, "/somewhere/else")).toEqual({ status: 404, html: front.html });

  await pay(shop, ipaymu);
  await follow(shop);
  expect(await visit(shop, aapanel)).toEqual(before);
});

test("the page follows the bill when it is written again, and is left alone while it is the same", async ({
  shop,
  aapanel,
}) => {
  const { db, site } = shop;
  const now = daysAfter(site.endsAt, 3.01);
  await billingRun(shop, now);
  await switchWebsite(shop, site, now);
  aapanel.faults.set({ kind: "html404-before-work", action: "SaveFileBody", times: 0 });
  expect(await switchWebsite(shop, site, now)).toEqual({ outcome: "stopped" });
  aapanel.faults.clear();
  await db
    .updateTable("orders")
    .set({ subtotal_idr: 12_345, total_idr: 12_345, tax_idr: 0 })
    .where("kind", "=", "renewal")
    .execute();
  await switchWebsite(shop, site, now);
  expect((await visit(shop, aapanel)).html).toContain(formatRupiah(12_345));
});

test("a server that has no room for the page still takes the site off, and payment brings it back", async ({
  shop,
  aapanel,
  ipaymu,
}) => {
  await billingRun(shop, daysAfter(shop.site.endsAt, 3.01));
  aapanel.faults.set({ kind: "disk-full", times: 0 });
  await follow(shop);
  expect(aapanel.sites()).toMatchObject([{ status: "0" }]);
  expect(await statusOf(shop.db)).toBe("suspended");
  aapanel.faults.clear();
  await pay(shop, ipaymu);
  await follow(shop);
  expect(aapanel.sites()).toMatchObject([{ status: "1" }]);
});
