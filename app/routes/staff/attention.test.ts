import { expect } from "vitest";
import { askForAttention } from "#app/domain/attention/attention.server.ts";
import { test } from "#app/test/app.ts";
import { aCustomer, aVisitor } from "#app/test/people.ts";

test("staff see what waits and mark it as dealt with; for customers the page does not exist", async ({
  app,
}) => {
  const staff = await aCustomer(app, { email: "kantor@warung.test" });
  expect((await staff.get("/staff")).status).toBe(404);
  expect((await staff.post("/staff", { matter: "x" })).status).toBe(404);
  expect((await aVisitor(app).get("/staff")).location).toBe("/login?next=%2Fstaff");
  await app.db.updateTable("users").set({ role: "staff" }).where("id", "=", staff.account.id).execute();
  expect((await staff.get("/staff")).html).toContain("Tidak ada yang menunggu");

  const detail = { expectedIdr: 49_000, paidIdr: 10_000 };
  await askForAttention(app.db, {
    kind: "wrong-amount",
    subject: "trx-77",
    detail,
    userId: staff.account.id,
  });
  await askForAttention(app.db, { kind: "something-new", subject: "<b>bold</b>" });
  await app.visit("/api/payment/callback", { method: "POST", body: "trx_id=77&reference_id=R-77" });
  const { html } = await staff.get("/staff");
  for (const words of [
    "Uang datang dengan jumlah yang salah",
    "trx-77",
    "seharusnya: Rp49.000",
    "Perkara: something-new",
    "R-77",
  ]) {
    expect(html).toContain(words);
  }
  expect(html).not.toContain("<b>bold");
  expect(html).not.toContain("<script");
  const english = await staff.ask("/staff", { headers: { "accept-language": "en" } });
  expect(english.html).toContain("Money arrived in the wrong amount");

  const item = await app.db
    .selectFrom("attention_items")
    .selectAll()
    .where("subject", "=", "trx-77")
    .executeTakeFirstOrThrow();
  const answer = await staff.post("/staff", { matter: item.id });
  expect([answer.status, answer.location]).toEqual([303, "/staff"]);
  expect((await staff.get("/staff")).html).toContain("Perkara itu sudah ditandai selesai.");
  expect(
    await app.db.selectFrom("attention_items").selectAll().where("id", "=", item.id).executeTakeFirst(),
  ).toMatchObject({
    resolved_by: staff.account.id,
  });
  expect((await staff.post("/staff", { matter: "not an id" })).status).toBe(303);
});
