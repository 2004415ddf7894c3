import { expect } from "vitest";
import { aCustomer, anOrder } from "#app/test/billing.ts";
import { test } from "#app/test/fixtures.ts";
import { creditBalance } from "./credit.server.ts";
import { creditStatement } from "./credit-statement.server.ts";

test("a statement is read page by page, each entry once, its balance the sum of all before it", async ({
  db,
  settings,
}) => {
  const { userId, orderId, number } = await anOrder({ db, settings });
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 3, Math.floor(minute / 3)));
  const amounts = Array.from({ length: 45 }, (_, n) => (n % 4 === 3 ? -1_000 * n : 2_000 * (n + 1)));
  for (const [position, amount_idr] of amounts.entries()) {
    await db
      .insertInto("credit_entries")
      .values({ user_id: userId, order_id: orderId, amount_idr, reason: "manual", created_at: at(position) })
      .execute();
  }
  await db
    .insertInto("credit_entries")
    .values({ user_id: await aCustomer(db), amount_idr: 7, reason: "manual" })
    .execute();

  const seen = [];
  let before: string | undefined;
  for (const length of [20, 20, 5]) {
    const page = await creditStatement(db, userId, { before });
    expect(page.entries).toHaveLength(length);
    seen.push(...page.entries);
    before = page.older ?? undefined;
  }
  expect(before).toBeUndefined();
  expect(new Set(seen.map((entry) => entry.id)).size).toBe(45);
  expect(seen[0]).toMatchObject({ balanceIdr: await creditBalance(db, userId), orderNumber: number });
  let balance = 0;
  for (const entry of seen.reverse()) {
    balance += entry.amountIdr;
    expect(entry.balanceIdr).toBe(balance);
  }
});

test("somebody else's entry, or none, begins at the newest", async ({ db }) => {
  const [sari, budi] = [await aCustomer(db), await aCustomer(db)];
  for (const user_id of [sari, budi]) {
    await db.insertInto("credit_entries").values({ user_id, amount_idr: 5, reason: "refund" }).execute();
  }
  const theirs = (await creditStatement(db, budi)).entries[0]!.id;
  for (const before of [theirs, "'", "\u0000", "", crypto.randomUUID()]) {
    const { entries } = await creditStatement(db, sari, { before });
    expect(entries.map((entry) => entry.balanceIdr)).toEqual([5]);
  }
});
