import { expect } from "vitest";
import { aCustomer } from "#app/test/billing.ts";
import { test } from "#app/test/fixtures.ts";
import { aSubscription, billingRun, daysAfter, openBill, takeJobs } from "#app/test/renewing.ts";
import type { Db } from "#db/client.ts";
import { settleTransaction } from "../payments/settlement.server.ts";
import { billingTick, renewSubscription } from "../renewals/renewals.server.ts";
import { allowForToday, BRAKE, brakeState } from "./brake.server.ts";

type Shop = Parameters<typeof aSubscription>[0];

const anchor = new Date("2027-03-10T03:00:00Z");

/** So many customers who never pay, billed and past due; the day of their suspension. */
async function unpaid(shop: Shop, count: number) {
  const subscriptions = await Promise.all(
    Array.from({ length: count }, () => aSubscription(shop, { anchor })),
  );
  const { endsAt } = subscriptions[0]!;
  await billingRun(shop, daysAfter(endsAt, -7));
  await billingRun(shop, endsAt);
  return { subscriptions, day: daysAfter(endsAt, 3) };
}

const countOf = async (db: Db, status: "suspended" | "past-due" | "terminated") =>
  (await db.selectFrom("subscriptions").select("id").where("status", "=", status).execute()).length;
const matters = (db: Db) =>
  db.selectFrom("attention_items").selectAll().where("kind", "=", "mass-suspension").execute();

test("twenty due at once, all renewed at the same time: no more than five go, the rest wait and are listed", async ({
  shop,
  db,
}) => {
  const { day } = await unpaid(shop, 20);
  await billingTick(db, day);
  const jobs = await takeJobs(db, "renew-subscription");
  expect(jobs).toHaveLength(20);
  const outcomes = await Promise.all(jobs.map((job) => renewSubscription(shop, job, day)));
  const count = (wanted: string) => outcomes.filter(({ outcome }) => outcome === wanted).length;
  expect([count("suspended"), count("held-back")]).toEqual([BRAKE.least, 15]);
  expect(await countOf(db, "suspended")).toBe(5);

  const { held, taken } = await brakeState(db, day);
  expect([taken, held.length]).toEqual([5, 15]);
  expect(held[0]).toMatchObject({ act: "suspend", customer: expect.stringContaining("@contoh.test") });
  expect(await matters(db)).toMatchObject([{ resolved_at: null, detail: { taken: 5, most: 5 } }]);
  expect(await takeJobs(db, "switch-website")).toHaveLength(5);

  // An hour later nothing more; a day later the next five.
  await billingRun(shop, daysAfter(day, 1.5 / 24));
  expect(await countOf(db, "suspended")).toBe(5);
  await billingRun(shop, daysAfter(day, 1.01));
  expect(await countOf(db, "suspended")).toBe(10);
});

test("a person allows it for today, once or twice, and tomorrow the brake holds again", async ({
  shop,
  db,
}) => {
  const { day } = await unpaid(shop, 9);
  await billingRun(shop, day);
  expect(await countOf(db, "suspended")).toBe(5);
  const staffId = await aCustomer(db, "Rini");
  expect(await allowForToday(db, { staffId, now: day })).toEqual({ outcome: "allowed", waiting: 4 });
  expect(await allowForToday(db, { staffId, now: day })).toEqual({ outcome: "allowed", waiting: 4 });
  expect(await takeJobs(db, "billing-tick")).toHaveLength(1);
  await billingRun(shop, day);
  expect(await countOf(db, "suspended")).toBe(9);
  expect((await brakeState(db, day)).held).toEqual([]);
  expect(await matters(db)).toMatchObject([{ resolved_by: staffId }]);
  expect((await brakeState(db, daysAfter(day, 1))).allowedUntil).toBeNull();

  // Terminations are held by the same brake.
  await billingRun(shop, daysAfter(day, 30));
  expect(await countOf(db, "terminated")).toBe(5);
});

test("above the least number, a tenth of those that run may go", async ({ shop, db }) => {
  const late = new Date("2027-03-25T03:00:00Z");
  await Promise.all(Array.from({ length: 62 }, () => aSubscription(shop, { anchor: late })));
  const { day } = await unpaid(shop, 9);
  await billingRun(shop, day);
  expect(await countOf(db, "suspended")).toBe(7);
});

test("who pays while held back waits no longer", async ({ shop, db, ipaymu }) => {
  const { day } = await unpaid(shop, 6);
  await billingRun(shop, day);
  const [one] = (await brakeState(db, day)).held;
  const { reference } = await openBill(shop, one!.subscriptionId, day);
  const { trxId } = await ipaymu.pay(reference, { notify: "never" });
  await settleTransaction(shop, trxId, day);
  expect((await brakeState(db, day)).held).toEqual([]);
  await billingRun(shop, daysAfter(day, 2));
  expect(await countOf(db, "suspended")).toBe(5);
});
