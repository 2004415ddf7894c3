import { expect } from "vitest";
import { test } from "#app/test/fixtures.ts";
import { findPlan, listPlans, plansTaking } from "./plans.server.ts";
import { addStarterPlans } from "./starter-plans.ts";

test("the starter plans are added once, in their order, each with a price for both terms", async ({ db }) => {
  await addStarterPlans(db);
  await addStarterPlans(db);
  const plans = await listPlans(db);
  expect(plans.map((plan) => plan.id)).toEqual(["mulai", "usaha", "bisnis"]);
  expect(plans.map((plan) => [plan.prices.monthly.amountIdr, plan.prices.yearly.amountIdr])).toEqual([
    [25_000, 250_000],
    [49_000, 490_000],
    [99_000, 990_000],
  ]);
  expect(await db.selectFrom("prices").selectAll().execute()).toHaveLength(6);
});

test("a plan the operator has changed is left as it is", async ({ db }) => {
  await addStarterPlans(db);
  await db.updateTable("plans").set({ name: "Warung" }).where("id", "=", "mulai").execute();
  await addStarterPlans(db);
  expect((await findPlan(db, "mulai"))?.name).toBe("Warung");
});

test("a plan that is unknown, withdrawn or without one of its prices is not on sale", async ({ db }) => {
  await addStarterPlans(db);
  await db.updateTable("plans").set({ withdrawn_at: new Date() }).where("id", "=", "mulai").execute();
  await db
    .updateTable("prices")
    .set({ replaced_at: new Date() })
    .where("plan_id", "=", "bisnis")
    .where("cycle", "=", "yearly")
    .execute();
  for (const id of ["mulai", "bisnis", "tidak-ada", "", undefined]) expect(await findPlan(db, id)).toBeNull();
  expect((await listPlans(db)).map((plan) => plan.id)).toEqual(["usaha"]);
});

test("the plans that take an archive are those on sale that are large enough, the smallest first", async ({
  db,
}) => {
  await addStarterPlans(db);
  const MB = 1024 * 1024;
  const names = async (bytes: number) => (await plansTaking(db, bytes)).map(({ name }) => name);
  expect(await names(100 * MB)).toEqual(["Mulai", "Usaha", "Bisnis"]);
  expect(await names(100 * MB + 1)).toEqual(["Usaha", "Bisnis"]);
  await db.updateTable("plans").set({ withdrawn_at: new Date() }).where("id", "=", "usaha").execute();
  expect(await names(100 * MB + 1)).toEqual(["Bisnis"]);
  expect(await names(2_000 * MB)).toEqual([]);
});
