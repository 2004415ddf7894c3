import { expect } from "vitest";
import { test } from "#app/test/app.ts";
import { shopOf } from "#app/test/billing.ts";
import { aCustomer } from "#app/test/people.ts";
import { aSubscription, billsOf, daysAfter } from "#app/test/renewing.ts";

test("staff see what a billing run would do at a moment, and nothing is done", async ({ app }) => {
  const clerk = await aCustomer(app, { email: "ramal@warung.test" });
  expect((await clerk.get("/staff/preview")).status).toBe(404);
  await app.db.updateTable("users").set({ role: "staff" }).where("id", "=", clerk.account.id).execute();
  const one = await aSubscription(shopOf(app), { anchor: new Date() });

  expect((await clerk.get("/staff/preview")).html).toContain("Penagihan nanti");
  const at = new Date(daysAfter(one.endsAt, -6).getTime() + 7 * 3_600_000).toISOString().slice(0, 16);
  const { status, html } = await clerk.get(`/staff/preview?at=${encodeURIComponent(at.replace("T", " "))}`);
  expect(status).toBe(200);
  for (const words of ["1 (Rp49.000)", one.host, "Menunggu dibayar", "pengingat tagihan"])
    expect(html).toContain(words);
  expect(await billsOf(app.db, one.subscriptionId)).toEqual([]);
  const english = await clerk.ask(`/staff/preview?at=${at}`, { headers: { "accept-language": "en" } });
  expect(english.html).toContain("reminder of a bill");

  for (const bad of ["", "kemarin", "2020-01-01", "2027-02-31", "9999-01-01", "<script>alert(1)"]) {
    const answer = await clerk.get(`/staff/preview?at=${encodeURIComponent(bad)}`);
    expect([bad, answer.status]).toEqual([bad, 400]);
    expect(answer.html).toContain("Tulis hari dan jam yang belum lewat");
    expect(answer.html).not.toContain("<script>alert");
  }
});
