import { expect } from "vitest";
import { noteRun } from "#app/domain/billing/safety/clock-marks.server.ts";
import { type App, test } from "#app/test/app.ts";
import { shopOf } from "#app/test/billing.ts";
import { aCustomer, aVisitor } from "#app/test/people.ts";
import { aSubscription, billingRun, daysAfter, endingIn } from "#app/test/renewing.ts";

async function aClerk(app: App, email: string) {
  const clerk = await aCustomer(app, { email });
  await app.db.updateTable("users").set({ role: "staff" }).where("id", "=", clerk.account.id).execute();
  return clerk;
}

test("staff see what the brake holds, and one click lets it go; for others there is no such page", async ({
  app,
}) => {
  const clerk = await aCustomer(app, { email: "rem@warung.test" });
  expect((await clerk.get("/staff/safety")).status).toBe(404);
  expect((await clerk.post("/staff/safety", { intent: "allow" })).status).toBe(404);
  expect((await aVisitor(app).get("/staff/safety")).status).toBe(303);
  await app.db.updateTable("users").set({ role: "staff" }).where("id", "=", clerk.account.id).execute();

  const shop = shopOf(app);
  const due = endingIn(-3);
  const ours = await Promise.all(Array.from({ length: 7 }, () => aSubscription(shop, due)));
  const { endsAt } = ours[0]!;
  await billingRun(shop, daysAfter(endsAt, -7));
  await billingRun(shop, endsAt);
  await billingRun(shop, daysAfter(endsAt, 3));
  const { html } = await clerk.get("/staff/safety");
  expect(html).toContain("Izinkan untuk hari ini");
  expect(html.match(/Ditangguhkan/g)).toHaveLength(2);
  expect(html).toContain("Rem penangguhan menahan langganan");
  expect((await clerk.get("/staff")).html).toContain("Rem penangguhan menahan langganan");
  expect((await clerk.get("/dashboard")).html).not.toContain("Rem penangguhan menahan langganan");

  for (let click = 0; click < 2; click++) {
    const answer = await clerk.post("/staff/safety", { intent: "allow" });
    expect([answer.status, answer.location]).toEqual([303, "/staff/safety"]);
  }
  await billingRun(shop, new Date());
  const after = await clerk.get("/staff/safety");
  expect(after.html).toContain("Tidak ada yang tertahan");
  expect(after.html).not.toContain("Rem penangguhan menahan langganan");
});

test("a late scheduler warns on every page of the staff, and /ready says so to machines", async ({ app }) => {
  const clerk = await aClerk(app, "penjadwal@warung.test");
  await noteRun(app.db, "billing-tick", new Date());
  await noteRun(app.db, "sweep-attempts", new Date(Date.now() - 31 * 60_000));
  for (const page of ["/staff", "/staff/safety"]) {
    expect((await clerk.get(page)).html).toContain("Penjadwal terlambat");
  }
  expect(JSON.parse((await aVisitor(app).get("/ready")).html)).toMatchObject({ scheduler: "late" });
  await noteRun(app.db, "sweep-attempts", new Date());
  expect((await clerk.get("/staff")).html).not.toContain("Penjadwal terlambat");
  expect(JSON.parse((await aVisitor(app).get("/ready")).html)).toMatchObject({ scheduler: "on time" });
});

test("a doubted clock is believed again with one click", async ({ app }) => {
  const clerk = await aClerk(app, "jam@warung.test");
  const now = new Date();
  await noteRun(app.db, "billing-tick", now);
  await app.db
    .updateTable("clock_marks")
    .set({ trouble: "clock-leap", trouble_at: now })
    .where("name", "=", "billing-tick")
    .execute();
  expect((await clerk.get("/staff/safety")).html).toContain("Sudah benar, lanjutkan");
  expect((await clerk.post("/staff/safety", { intent: "believe" })).status).toBe(303);
  const { html } = await clerk.get("/staff/safety");
  expect(html).toContain("Bisa dipercaya");
  expect(html).not.toContain("Sudah benar, lanjutkan");
});
