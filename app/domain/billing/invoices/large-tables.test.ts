import { sql } from "kysely";
import { expect } from "vitest";
import { listStaffWebsites } from "#app/domain/hosting/websites/staff-websites.server.ts";
import { listWebsites } from "#app/domain/hosting/websites/websites.server.ts";
import { aCustomer } from "#app/test/billing.ts";
import { test } from "#app/test/fixtures.ts";
import { manyInvoices } from "#app/test/many-invoices.ts";
import { manySubscriptions } from "#app/test/many-subscriptions.ts";
import { plansOf } from "#app/test/plans.ts";
import type { Db } from "#db/client.ts";
import { creditStatement } from "../credit/credit-statement.server.ts";
import { listOrders } from "../orders/orders.server.ts";
import { billingTick, renewSubscription } from "../renewals/renewals.server.ts";
import { checkTime } from "../safety/clock-guard.server.ts";
import { invoiceCsv } from "./invoice-csv.server.ts";
import { firstInvoiceAt, listInvoices } from "./invoice-lists.server.ts";

const from = new Date("2026-11-01T00:00:00Z");
/** What grows with the shop; prices, plans, servers and the like do not. */
const WHOLE_TABLE =
  /Seq Scan on (users|orders|subscriptions|subscription_periods|invoices|credit_entries|websites|cancellations|audit_log|payment_attempts|plan_changes)\b/;

test("a run finds what is due by an index and takes it by its key", async ({ db, store }) => {
  await manySubscriptions(db, { count: 6000, due: 600 });
  const now = new Date();
  const plans = await plansOf(db, (watched) => billingTick(watched, now));
  expect(plans[0]).toContain("subscriptions_next_step");
  expect(plans.join("\n")).not.toMatch(WHOLE_TABLE);
  const guard = await plansOf(db, (watched) => checkTime({ db: watched, store }, now));
  expect(guard.join("\n")).not.toMatch(WHOLE_TABLE);
});

test("a bill is made without reading the orders of others", async ({ db, gateway, settings }) => {
  await manySubscriptions(db, { count: 6000, due: 1 });
  await someCredit(db, await aCustomer(db));
  const { id: subscriptionId } = await db
    .selectFrom("subscriptions")
    .select("id")
    .orderBy("next_step_at")
    .executeTakeFirstOrThrow();
  const plans = await plansOf(db, async (watched) =>
    expect(
      await renewSubscription({ db: watched, gateway, settings }, { subscriptionId }, new Date()),
    ).toEqual({ outcome: "awaiting-payment" }),
  );
  expect(plans.length).toBeGreaterThan(5);
  expect(plans.join("\n")).not.toMatch(WHOLE_TABLE);
});

/** Each list on its first page, and far down; none may read more than its page, whoever owns the rest. */
const LISTS: Record<string, (shop: Shop) => Promise<unknown>> = {
  "orders of a customer": ({ userId, deep, ...shop }) =>
    each(deep.order, (before) => listOrders(shop, userId, { before })),
  "paid orders of a customer": ({ userId, deep, ...shop }) =>
    each(deep.order, (before) => listOrders(shop, userId, { before, status: "paid" })),
  "orders of a customer that expired": ({ userId, deep, ...shop }) =>
    each(deep.order, (before) => listOrders(shop, userId, { before, status: "expired" })),
  "invoices of a customer": ({ db, userId, deep }) =>
    each(deep.invoice, (before) => listInvoices(db, userId, { before })),
  "credit of a customer": ({ db, userId, deep }) =>
    each(deep.entry, (before) => creditStatement(db, userId, { before })),
  "sites of a customer": ({ db, userId }) => listWebsites(db, userId),
  "sites for staff": ({ db }) => each(undefined, (before) => listStaffWebsites(db, { before })),
  "the first invoice of all": ({ db }) => firstInvoiceAt(db),
  "a month's invoices for the accountant": async ({ db }) => {
    const pieces = invoiceCsv(db, { from, until: new Date(from.getTime() + 86_400_000) }, "id");
    for (let piece = 0; piece < 3; piece++) await pieces.next();
  },
};

type Shop = Pick<Parameters<typeof listOrders>[0], "settings"> & {
  db: Db;
  userId: string;
  deep: { order: string; invoice: string; entry: string };
};

async function each(deep: string | undefined, list: (before?: string) => Promise<unknown>): Promise<void> {
  await list();
  await list(deep);
}

test("every list is read in the order of an index: no table is read whole and nothing is sorted", async ({
  db,
  settings,
}) => {
  const { userId } = await manyInvoices({ db }, { count: 6000, from, everyMs: 1000 });
  // nine of ten belong to somebody else
  const other = await aCustomer(db);
  for (const table of ["orders", "invoices"] as const) {
    await db.updateTable(table).set({ user_id: other }).where("number", "not like", "%0").execute();
  }
  await manySubscriptions(db, { count: 6000, due: 0 });
  await someCredit(db, userId);
  const entry = await db
    .selectFrom("credit_entries")
    .select("id")
    .where("amount_idr", "=", 100)
    .where("user_id", "=", userId)
    .executeTakeFirstOrThrow();
  const deep = { order: "LC-2026-500100", invoice: "INV-2026-000100", entry: entry.id };
  for (const [name, list] of Object.entries(LISTS)) {
    const plans = await plansOf(db, (watched) => list({ db: watched, settings, userId, deep }));
    const all = `${name}\n${plans.join("\n\n")}`;
    expect(all).not.toMatch(WHOLE_TABLE);
    expect(all).not.toMatch(/\bSort\b/);
  }
});

/** An entry for everybody, and hundreds for one customer. */
async function someCredit(db: Db, userId: string): Promise<void> {
  await sql`insert into credit_entries (user_id, amount_idr, reason, created_at)
    select users.id, n, 'manual', ${from}::timestamptz + n * interval '1 minute'
    from users, generate_series(1, case when id = ${userId} then 300 else 1 end) n`.execute(db);
  await sql`analyze`.execute(db);
}
