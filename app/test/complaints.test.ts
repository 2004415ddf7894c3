import { expect } from "vitest";
import { issueInvoice } from "#app/domain/billing/invoices/invoices.server.ts";
import { openPayment } from "#app/domain/billing/payments/attempts.server.ts";
import { reconcilePayments } from "#app/domain/billing/payments/reconciliation.server.ts";
import { settleTransaction } from "#app/domain/billing/payments/settlement.server.ts";
import { provisionWebsite } from "#app/domain/hosting/websites/provisioning.server.ts";
import { anOpenOrder, anOrder } from "./billing.ts";
import { type Complaint, catchAll } from "./caught.ts";
import { test } from "./fixtures.ts";
import { aPaidWebsite, aServer } from "./hosting.ts";
import { aSubscription, billingRun, daysAfter, endingIn } from "./renewing.ts";

/*
 * What users of other billing systems complain of about money and accounts, and the tests that would catch it here.
 * Most stand beside the rule they hold; the last four had no better place than this.
 */
const complaints: Complaint[] = [
  [
    "one payment renews twice, or is credited twice",
    ["domain/billing/payments/settlement", "fifty settlements of one payment at once count it once"],
    ["domain/billing/renewals/renewals", "five payments of one bill renew once; the others become credit"],
  ],
  [
    "callbacks at once apply a payment three times",
    [
      "domain/billing/payments/notice-reading",
      "readers at once, beside the poller, settle each payment once",
    ],
  ],
  [
    "a payment is lost because its PDF or letter failed",
    ["test/complaints", "money stays when its papers cannot be written"],
  ],
  [
    "the gateway says paid, the order stays unpaid and is cancelled",
    [
      "domain/billing/payments/polling",
      "a payment whose notices never came is found by polling, by its reference",
    ],
    [
      "domain/billing/payments/polling",
      "an order expires only after asking: one that was paid in silence settles instead",
    ],
  ],
  [
    "the callback comes before the order and is stuck for ever",
    ["test/complaints", "a payment known before its order's attempt is settled once the attempt is there"],
  ],
  [
    "the buyer closes the tab and nothing is made",
    [
      "domain/billing/payments/settlement",
      "a payment begins the subscription and the website, and queues the rest",
    ],
  ],
  [
    "a forged callback marks an invoice paid",
    [
      "domain/billing/payments/notices",
      "a forged payment, well signed or not, changes nothing and raises one alarm",
    ],
  ],
  [
    "one order's payment is applied to another",
    [
      "domain/billing/payments/notices",
      "a notice that names my order but another's transaction settles the other one",
    ],
    [
      "domain/billing/payments/settlement",
      "a payment without an order's attempt of its own reference cannot pay another order",
    ],
  ],
  [
    "paid, but refused because the suspension came first",
    ["domain/billing/renewals/renewals", "paying while …"],
    [
      "domain/billing/payments/settlement",
      "money after the order ran out, and after it was cancelled, becomes credit",
    ],
  ],
  [
    "invoices twice, and races for their numbers",
    [
      "domain/billing/invoices/invoices",
      "twenty invoices issued at once have numbers without a gap, and each order has one",
    ],
    ["domain/billing/renewals/renewals", "two runs at once make one bill"],
  ],
  [
    "billed twice around time zones",
    [
      "domain/billing/renewals/periods",
      "the calendar is that of WIB: half past midnight on the 1st is still the 31st in UTC",
    ],
    [
      "domain/billing/renewals/periods",
      "every period end agrees with the naive calendar and keeps the time of day",
    ],
  ],
  [
    "the run loops or misses at the end of a month",
    ["domain/billing/renewals/renewals", "a year of monthly renewals keeps the anchor on the …"],
    [
      "domain/billing/renewals/periods",
      "a leap day renews yearly on 28 February, and on the 29th when there is one",
    ],
  ],
  [
    "what has no price is sold for nothing",
    ["domain/catalog/plans", "a plan that is unknown, withdrawn or without one of its prices is not on sale"],
  ],
  [
    "the balance is wrong",
    [
      "domain/billing/credit/credit-statement",
      "a statement is read page by page, each entry once, its balance the sum of all before it",
    ],
    ["domain/billing/renewals/renewals", "one credit pays one of two bills that are due at once"],
  ],
  [
    "no upgrade, or a wrong share of the price",
    ["domain/billing/changes/proration", "the sum is what slow exact reckoning finds"],
    [
      "domain/billing/changes/plan-changes",
      "what a coupon took off was never paid, so moving down does not give it back",
    ],
  ],
  [
    "a transfer under way, and the order expired or the site went off",
    ["domain/billing/payments/polling", "while a code can still be paid, its order waits for it"],
    [
      "domain/billing/renewals/renewals",
      "what was paid without a word from the gateway is not suspended, and a payable code is waited for",
    ],
  ],
  [
    "two open payment pages, both paid",
    ["domain/billing/payments/attempts", "ten tabs at once open one session"],
    [
      "domain/billing/payments/settlement",
      "a second payment of one order becomes credit, is told, and renews nothing",
    ],
  ],
  [
    "paid, and there is no site and no error",
    ["test/complaints", "a panel that says it made the site, and did not, makes nobody believe it"],
    [
      "domain/hosting/websites/provisioning",
      "tries grow further apart, the third is told, and after a day a person must decide",
    ],
  ],
  [
    "the panel timed out and the retry makes a second account",
    ["domain/hosting/websites/provisioning", "a site made behind a lost answer (…"],
    ["domain/hosting/websites/provisioning", "five jobs at once make one site and one account"],
  ],
  [
    "half an account is left behind",
    [
      "domain/hosting/websites/provisioning",
      "a crash right after the panel did its work is made good by the next run",
    ],
  ],
  [
    "nothing works with this version of the panel",
    ["adapters/aapanel/aapanel", "a site is made, served from another folder, stopped and removed on …"],
  ],
  [
    "off although paid, or never on again",
    [
      "domain/hosting/websites/standing",
      "a payment in the middle of a suspension wins, whichever job runs last",
    ],
    ["domain/hosting/websites/standing", "what staff stopped stays stopped when the bill is paid"],
  ],
  [
    "one unpaid bill stops all of a customer's sites",
    ["test/complaints", "one unpaid site of two goes off, and the other runs on"],
  ],
  [
    "the clock's job is late and nobody knows",
    [
      "domain/billing/safety/clock-guard",
      "the scheduler is late when either of its runs is half an hour old",
    ],
    [
      "domain/billing/renewals/renewals",
      "a worker that was off for days makes one bill and one letter, and nobody goes off without grace",
    ],
  ],
  [
    "one bad row ends the whole night's run",
    [
      "domain/billing/renewals/renewals",
      "while the gateway does not answer nobody is suspended, and one poisoned row stops nothing else",
    ],
  ],
  [
    "four reminders at once, or none",
    [
      "domain/billing/renewals/renewals",
      "a hundred runs in an hour send each letter once, and each is one e-mail",
    ],
  ],
  [
    "cleaning up deletes the wrong thing",
    [
      "domain/hosting/endings/removals",
      "more removals than the brake allows are held until a person allows them, and then only those",
    ],
    [
      "domain/hosting/endings/removals",
      "a site that does not carry our mark is left alone, and a person is asked",
    ],
  ],
  [
    "a restored database or a wrong clock stops everybody's site",
    [
      "domain/billing/safety/clock-guard",
      "a database of yesterday is found out by the mark beside the uploads, and stays stopped until a person says so",
    ],
    [
      "domain/billing/safety/brake",
      "twenty due at once, all renewed at the same time: no more than five go, the rest wait and are listed",
    ],
  ],
];

catchAll(complaints);

test("money stays when its papers cannot be written", async ({ shop, db, settings, ipaymu }) => {
  const order = await anOpenOrder(shop);
  const { trxId } = await ipaymu.pay(order.reference, { notify: "never" });
  expect(await settleTransaction(shop, trxId, new Date())).toMatchObject({ outcome: "settled" });

  const broken = { ...settings, business: null as never };
  await expect(issueInvoice({ db, settings: broken }, order, new Date())).rejects.toThrow();

  const paid = await db.selectFrom("orders").select("status").executeTakeFirstOrThrow();
  expect(paid.status).toBe("paid");
  await issueInvoice({ db, settings }, order, new Date());
  expect(await db.selectFrom("invoices").select("order_id").execute()).toEqual([{ order_id: order.orderId }]);
});

test("a payment known before its order's attempt is settled once the attempt is there", async ({
  shop,
  db,
  gateway,
  ipaymu,
}) => {
  const order = await anOrder(shop);
  const reference = `${order.number}-A1`;
  await gateway.openSession({
    referenceId: reference,
    title: "LumiCloud Usaha",
    description: order.number,
    amountIdr: order.amountIdr,
    buyer: { name: "Sari", email: "sari@contoh.test", phone: "081234567890" },
    returnUrl: "http://lumi.test/",
    cancelUrl: "http://lumi.test/",
    notifyUrl: "http://lumi.test/api/payment/callback",
    hours: 24,
    language: "id",
  });
  const { trxId } = await ipaymu.pay(reference, { notify: "never" });
  expect(await settleTransaction(shop, trxId, new Date())).toMatchObject({ outcome: "unknown-reference" });

  await openPayment(shop, { ...order, locale: "id", now: new Date() });
  await reconcilePayments(shop, new Date());

  const found = await db.selectFrom("orders").select("status").executeTakeFirstOrThrow();
  expect(found.status).toBe("paid");
});

test("a panel that says it made the site, and did not, makes nobody believe it", async ({
  db,
  vault,
  aapanel,
  panelOf,
  transferTo,
  log,
}) => {
  const now = new Date("2026-11-22T03:00:00Z");
  await aServer({ db, vault, aapanel }, now);
  const site = await aPaidWebsite(db, "toko.situs.test", now);
  const deps = { db, vault, panelOf, transferTo, log };
  const lying: typeof panelOf = (address) => ({
    ...panelOf(address),
    createSite: async () => ({ siteId: 77, isFtpMade: true }),
  });

  await provisionWebsite({ ...deps, panelOf: lying }, site, now).catch(() => undefined);

  const row = await db.selectFrom("websites").selectAll().executeTakeFirstOrThrow();
  expect(row.status).toBe("provisioning");
  expect(row.problem_code).not.toBe(null);
  expect(await provisionWebsite(deps, site, daysAfter(now, 0.1))).toEqual({ outcome: "active" });
});

test("one unpaid site of two goes off, and the other runs on", async ({ shop, db }) => {
  const now = new Date();
  const unpaid = await aSubscription(shop, endingIn(-5));
  const running = await aSubscription(shop, { ...endingIn(20), userId: unpaid.userId });
  await billingRun(shop, daysAfter(unpaid.endsAt, -7));
  await billingRun(shop, now);
  const sites = await db.selectFrom("websites").select(["id", "suspended_reason"]).execute();
  expect(new Map(sites.map((site) => [site.id, site.suspended_reason]))).toEqual(
    new Map([
      [unpaid.websiteId, "unpaid"],
      [running.websiteId, null],
    ]),
  );
});
