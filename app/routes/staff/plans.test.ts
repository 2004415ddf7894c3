import { expect } from "vitest";
import { addStarterPlans } from "#app/domain/catalog/starter-plans.ts";
import { test } from "#app/test/app.ts";
import { aCustomer } from "#app/test/people.ts";

const TERMS = {
  renewalDaysMonthly: "5",
  renewalDaysYearly: "20",
  graceDays: "4",
  terminationDays: "40",
  exportDays: "60",
  releasesKept: "6",
};

test("staff set how a plan renews, replace its price and stop selling it; what was bought keeps its price", async ({
  app,
}) => {
  await addStarterPlans(app.db);
  const staff = await aCustomer(app, { email: "paket@warung.test" });
  expect((await staff.get("/staff/plans")).status).toBe(404);
  expect((await staff.post("/staff/plans/usaha", { intent: "withdraw" })).status).toBe(404);
  await app.db.updateTable("users").set({ role: "staff" }).where("id", "=", staff.account.id).execute();
  expect((await staff.get("/staff/plans")).html).toContain("Rp49.000");

  const page = "/staff/plans/usaha";
  const wrong = await staff.post(page, { intent: "terms", ...TERMS, graceDays: "-1" });
  expect(wrong.status).toBe(400);
  expect(wrong.html).toContain("Tulis bilangan bulat dari 0 sampai 60.");
  expect((await staff.post(page, { intent: "terms", ...TERMS })).status).toBe(303);
  const plan = app.db.selectFrom("plans").selectAll().where("id", "=", "usaha");
  expect(await plan.executeTakeFirst()).toMatchObject({ grace_days: 4, export_days: 60, releases_kept: 6 });

  for (const amountIdr of ["0", "49.5", "1e9", "9999999999"]) {
    expect((await staff.post(page, { intent: "price", cycle: "monthly", amountIdr })).status).toBe(400);
  }
  for (let times = 1; times <= 2; times++) {
    expect((await staff.post(page, { intent: "price", cycle: "monthly", amountIdr: "59000" })).status).toBe(
      303,
    );
  }
  const prices = await app.db
    .selectFrom("prices")
    .select(["amount_idr", "replaced_at"])
    .where("plan_id", "=", "usaha")
    .where("cycle", "=", "monthly")
    .orderBy("amount_idr")
    .execute();
  expect(prices).toEqual([
    { amount_idr: 49_000, replaced_at: expect.any(Date) },
    { amount_idr: 59_000, replaced_at: null },
  ]);
  expect((await staff.get("/pricing")).html).toContain("Rp59.000");

  await staff.post(page, { intent: "withdraw" });
  expect((await staff.get("/checkout/usaha")).status).toBe(404);
  await staff.post(page, { intent: "offer" });
  expect((await staff.get("/checkout/usaha")).status).not.toBe(404);
  const events = await app.db
    .selectFrom("audit_log")
    .select("event")
    .where("subject_type", "=", "plan")
    .execute();
  expect(events.map((one) => one.event)).toEqual([
    "plan-terms-saved",
    "price-replaced",
    "plan-withdrawn",
    "plan-offered",
  ]);
  expect((await staff.get("/staff/plans/no-such-plan")).status).toBe(404);
});
