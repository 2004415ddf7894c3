import { sql } from "kysely";
import { expect } from "vitest";
import { aCustomer } from "#app/test/billing.ts";
import { test } from "#app/test/fixtures.ts";
import { manyInvoices } from "#app/test/many-invoices.ts";
import { firstInvoiceAt, listInvoices } from "./invoice-lists.server.ts";

const from = new Date("2026-11-01T00:00:00Z");

test("the list of invoices is read page by page, each once, and only by their owner", async ({ db }) => {
  expect(await firstInvoiceAt(db)).toBeNull();
  const { userId } = await manyInvoices({ db }, { count: 45, from, everyMs: 0 });
  const seen: string[] = [];
  let before: string | undefined;
  for (const length of [20, 20, 5]) {
    const page = await listInvoices(db, userId, { before });
    expect(page.invoices).toHaveLength(length);
    seen.push(...page.invoices.map((invoice) => invoice.number));
    before = page.older ?? undefined;
  }
  expect(before).toBeUndefined();
  expect(seen).toEqual(Array.from({ length: 45 }, (_, n) => `INV-2026-${String(45 - n).padStart(6, "0")}`));
  const stranger = await aCustomer(db);
  expect(await listInvoices(db, stranger, { before: seen[3] })).toEqual({ invoices: [], older: null });
  for (const wrong of ["'", "\u0000", "INV-2026-999999"])
    expect((await listInvoices(db, userId, { before: wrong })).invoices[0]?.number).toBe(seen[0]);
  expect(await firstInvoiceAt(db)).toEqual(from);
});

test("a customer's page is found by an index among many customers' invoices", async ({ db }) => {
  await manyInvoices({ db }, { count: 3000, from, everyMs: 1000 });
  await sql`analyze invoices`.execute(db);
  const { rows } = await sql<{ "QUERY PLAN": string }>`
    explain select * from invoices where user_id = ${await aCustomer(db)}
    order by issued_at desc, number desc limit 21`.execute(db);
  expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).toContain("invoices_user");
});
