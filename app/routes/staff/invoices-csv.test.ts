import { expect } from "vitest";
import { test } from "#app/test/app.ts";
import { manyInvoices } from "#app/test/many-invoices.ts";
import { aCustomer, aVisitor } from "#app/test/people.ts";

test("staff download a month's invoices as a file; for customers it does not exist", async ({ app }) => {
  const staff = await aCustomer(app, { email: "buku@warung.test" });
  const path = "/staff/invoices.csv?month=2026-11";
  expect((await staff.get(path)).status).toBe(404);
  expect((await aVisitor(app).get(path)).location).toBe(`/login?next=${encodeURIComponent(path)}`);
  await app.db.updateTable("users").set({ role: "staff" }).where("id", "=", staff.account.id).execute();
  // one at each midnight in WIB, from 1 September on
  const from = new Date("2026-08-31T17:00:00Z");
  await manyInvoices({ db: app.db }, { count: 80, from, everyMs: 86_400_000 });

  const answer = await staff.get(path);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/csv; charset=utf-8"]);
  expect(answer.headers.get("content-disposition")).toBe('attachment; filename="invoices-2026-11.csv"');
  expect(answer.headers.get("cache-control")).toBe("private, no-store");
  expect(answer.html.split("\r\n")).toHaveLength(1 + 19 + 1);
  expect(answer.html).toContain("INV-2026-000062,2026-11-01,");
  expect((await staff.ask(path, { headers: { "accept-language": "en" } })).html).toContain("Buyer");

  const { html } = await staff.get("/staff");
  expect(html).toContain('<option value="2026-09">September 2026</option>');
  expect(html).toContain("Unduh CSV");
  for (const month of ["", "2026-13", "%27", "%00"]) {
    const wrong = await staff.get(`/staff/invoices.csv?month=${month}`);
    expect(wrong.status).toBe(400);
    expect(wrong.html).toContain("<h1>Tulis bulannya seperti 2026-11.</h1>");
  }
});
