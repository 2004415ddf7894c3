import { expect } from "vitest";
import { keepFinding } from "#app/domain/billing/safety/differences.server.ts";
import { test } from "#app/test/app.ts";
import { anOpenOrder, jobNames, shopOf } from "#app/test/billing.ts";
import { aCustomer } from "#app/test/people.ts";

test("staff act on differences with one click each, twice without harm; for others there is no such page", async ({
  app,
}) => {
  const page = "/staff/differences";
  const clerk = await aCustomer(app, { email: "selisih@warung.test" });
  expect((await clerk.get(page)).status).toBe(404);
  expect((await clerk.post(page, { intent: "compare" })).status).toBe(404);
  await app.db.updateTable("users").set({ role: "staff" }).where("id", "=", clerk.account.id).execute();
  expect((await clerk.get(page)).html).toContain("Belum pernah dibandingkan");

  expect((await clerk.post(page, { intent: "compare" })).status).toBe(303);
  expect((await clerk.post(page, { intent: "compare" })).status).toBe(303);
  expect((await jobNames(app.db)).filter((name) => name === "compare-books")).toHaveLength(1);

  const order = await anOpenOrder(shopOf(app), { userId: clerk.account.id });
  const { trxId } = await app.ipaymu.pay(order.reference, { notify: "never" });
  const now = new Date();
  const detail = { gateway: "paid", books: null };
  const { id: unpaid } = await keepFinding(app.db, { kind: "paid-not-settled", subject: trxId, detail }, now);
  const orphan = {
    kind: "orphan-site" as const,
    subject: "<b>lost</b>.test",
    detail: { server: "server-1" },
  };
  const { id: lost } = await keepFinding(app.db, orphan, now);
  const { html } = await clerk.get(page);
  for (const words of ["Tanya iPaymu dan bukukan", trxId, "tanpa pemilik", "iPaymu: paid"])
    expect(html).toContain(words);
  expect(html).not.toContain("<b>lost");
  expect((await clerk.ask(page, { headers: { "accept-language": "en" } })).html).toContain(
    "Ask iPaymu and settle",
  );

  for (let click = 0; click < 2; click++) {
    const answer = await clerk.post(page, { intent: "cure", difference: unpaid! });
    expect([answer.status, answer.location]).toEqual([303, page]);
  }
  const { status } = await app.db
    .selectFrom("orders")
    .select("status")
    .where("id", "=", order.orderId)
    .executeTakeFirstOrThrow();
  expect(status).toBe("paid");

  const tooLong = `-note-${"?".repeat(500)}`;
  for (const note of ["", tooLong]) {
    const answer = await clerk.post(page, { intent: "dealt", difference: lost!, note });
    expect(answer.status).toBe(400);
    expect(answer.html).toContain("Tulis apa yang sudah Anda lakukan");
  }
  expect((await clerk.post(page, { intent: "cure", difference: lost! })).status).toBe(409);
  for (let click = 0; click < 2; click++) {
    const fields = { intent: "dealt", difference: lost!, note: "Dihapus di panel" };
    expect((await clerk.post(page, fields)).status).toBe(303);
  }
  expect((await clerk.get(page)).html).toContain("Semuanya cocok");
  const deeds = await app.db
    .selectFrom("audit_log")
    .select(["event", "actor_id"])
    .where("subject_type", "=", "billing")
    .execute();
  expect(deeds).toEqual([
    { event: "difference-cured", actor_id: clerk.account.id },
    { event: "difference-dealt-with", actor_id: clerk.account.id },
  ]);
});

test("while the gateway is silent a click says so and changes nothing", async ({ app }) => {
  const clerk = await aCustomer(app, { email: "sunyi@warung.test" });
  await app.db.updateTable("users").set({ role: "staff" }).where("id", "=", clerk.account.id).execute();
  const finding = { kind: "paid-not-settled" as const, subject: "4711", detail: {} };
  const { id } = await keepFinding(app.db, finding, new Date());
  app.ipaymu.faults.set({ on: "transaction", kind: "500", times: 5 });
  const answer = await clerk.post("/staff/differences", { intent: "cure", difference: id! });
  app.ipaymu.faults.clear();
  expect(answer.status).toBe(503);
  expect(answer.html).toContain("iPaymu sedang tidak menjawab");
});
