import { sql } from "kysely";
import { expect } from "vitest";
import { aCustomer, anOrder } from "#app/test/billing.ts";
import { test } from "#app/test/fixtures.ts";
import { aSubscription, billingRun, daysAfter, takeJobs } from "#app/test/renewing.ts";
import { expireOrders } from "../orders/endings.server.ts";
import { runBilling } from "../renewals/billing-run.server.ts";
import { renewSubscription } from "../renewals/renewals.server.ts";
import { believeTime } from "./clock-guard.server.ts";
import { noteRun, schedulerState, warnings } from "./clock-marks.server.ts";

const anchor = new Date("2027-03-10T03:00:00Z");

test("a clock that went back stops the run and whatever takes away, and goes on by itself when it is right again", async ({
  shop,
  db,
  store,
}) => {
  const one = await aSubscription(shop, { anchor });
  await billingRun(shop, daysAfter(one.endsAt, -7));
  await billingRun(shop, one.endsAt);
  const due = daysAfter(one.endsAt, 3.1);
  await db.updateTable("subscriptions").set({ next_step_at: one.endsAt }).execute();
  expect(await runBilling({ db, store }, daysAfter(due, 2))).toEqual({ queued: 1, trouble: null });

  await db.updateTable("subscriptions").set({ next_step_at: one.endsAt }).execute();
  expect(await runBilling({ db, store }, due)).toEqual({ queued: 0, trouble: "clock-back" });
  expect(await warnings(db, due)).toEqual(["clock-back"]);
  expect(await renewSubscription(shop, one, due)).toEqual({ outcome: "held-back" });
  expect(await takeJobs(db, "switch-website")).toEqual([]);

  expect(await runBilling({ db, store }, daysAfter(due, 2.1))).toMatchObject({ queued: 1, trouble: null });
  expect(await warnings(db, daysAfter(due, 2.1))).toEqual([]);
  expect(await renewSubscription(shop, one, daysAfter(due, 2.1))).toEqual({ outcome: "suspended" });
});

test("a clock behind what is written already is not believed, and no order expires by it", async ({
  db,
  gateway,
  settings,
  store,
}) => {
  const now = new Date();
  const order = await anOrder({ db, settings }, { now });
  expect(await runBilling({ db, store }, daysAfter(now, -1))).toMatchObject({ trouble: "clock-back" });
  expect(await expireOrders({ db, gateway, settings }, daysAfter(now, 3))).toEqual({
    expired: 0,
    troubles: [],
  });
  expect(await runBilling({ db, store }, daysAfter(now, 3))).toMatchObject({ trouble: null });
  expect(await expireOrders({ db, gateway, settings }, daysAfter(now, 3))).toMatchObject({ expired: 1 });
  expect(order.number).toMatch(/^LC-/);
});

test("days without a worker are made up for; a leap of years waits until a person believes it", async ({
  shop,
  db,
  store,
}) => {
  const one = await aSubscription(shop, { anchor });
  await runBilling({ db, store }, anchor);
  expect(await runBilling({ db, store }, daysAfter(anchor, 40))).toEqual({ queued: 1, trouble: null });
  await db.updateTable("subscriptions").set({ next_step_at: one.endsAt }).execute();
  const far = daysAfter(anchor, 40 + 3650);
  expect(await runBilling({ db, store }, far)).toEqual({ queued: 0, trouble: "clock-leap" });
  const staffId = await aCustomer(db, "Rini");
  expect(await believeTime({ db, store }, { staffId, now: far })).toEqual({ outcome: "believed" });
  expect(await believeTime({ db, store }, { staffId, now: far })).toEqual({ outcome: "no-trouble" });
  expect(await takeJobs(db, "billing-tick")).toHaveLength(1);
  expect(await runBilling({ db, store }, far)).toEqual({ queued: 1, trouble: null });
  expect(
    await db.selectFrom("audit_log").select("detail").where("event", "=", "time-believed").execute(),
  ).toEqual([{ detail: { trouble: "clock-leap" } }]);
});

test("a database of yesterday is found out by the mark beside the uploads, and stays stopped until a person says so", async ({
  db,
  settings,
  store,
}) => {
  const now = new Date();
  await anOrder({ db, settings }, { now });
  expect(await runBilling({ db, store }, now)).toMatchObject({ trouble: null });
  // What a restored backup looks like: the newest lines are gone.
  await sql`alter table audit_log disable trigger all`.execute(db);
  await db.deleteFrom("audit_log").execute();
  expect(await runBilling({ db, store }, now)).toMatchObject({ trouble: "database-back" });
  await anOrder({ db, settings }, { now });
  await anOrder({ db, settings }, { now });
  expect(await runBilling({ db, store }, now), "new lines do not make up for lost ones").toMatchObject({
    trouble: "database-back",
  });
  const staffId = await aCustomer(db, "Rini");
  expect(await believeTime({ db, store }, { staffId, now })).toEqual({ outcome: "believed" });
  expect(await runBilling({ db, store }, now)).toMatchObject({ trouble: null });
});

test("the scheduler is late when either of its runs is half an hour old", async ({ db }) => {
  const now = new Date();
  expect(await schedulerState(db, now)).toEqual({ state: "never seen", lastAt: null });
  await noteRun(db, "billing-tick", now);
  await noteRun(db, "sweep-attempts", now);
  expect(await schedulerState(db, now)).toEqual({ state: "on time", lastAt: now });
  const later = new Date(now.getTime() + 31 * 60_000);
  await noteRun(db, "sweep-attempts", later);
  expect(await schedulerState(db, later)).toEqual({ state: "late", lastAt: now });
  expect(await warnings(db, later)).toEqual(["late"]);
});
