import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { findPlan } from "#app/domain/catalog/plans.server.ts";
import { addStarterPlans } from "#app/domain/catalog/starter-plans.ts";
import { aCustomer, anOrder } from "#app/test/billing.ts";
import { test } from "#app/test/fixtures.ts";
import { findOrder, listOrders, placeOrder } from "./orders.server.ts";

async function aWish(db: Parameters<typeof findPlan>[0], userId?: string) {
  await addStarterPlans(db);
  return {
    userId: userId ?? (await aCustomer(db)),
    planId: "usaha",
    cycle: "yearly" as const,
    priceId: (await findPlan(db, "usaha"))!.prices.yearly.id,
    site: { label: "toko-sari" },
    checkoutKey: randomUUID(),
    now: new Date("2026-12-31T17:30:00Z"),
  };
}

test("an order has the price shown, a number with the year in WIB, and a day to be paid", async ({
  db,
  settings,
}) => {
  const wish = await aWish(db);
  const placed = await placeOrder({ db, settings }, wish);

  expect(placed).toMatchObject({ outcome: "placed", number: expect.stringMatching(/^LC-2027-\d{6}$/) });
  const { number } = placed as { number: string };
  expect(await findOrder({ db, settings }, wish.userId, number)).toMatchObject({
    host: "toko-sari.situs.test",
    planName: "Usaha",
    status: "awaiting-payment",
    totalIdr: 490_000,
    expiresAt: new Date("2027-01-01T17:30:00Z"),
  });
});

test("tax is added by the rule of the day, and the rule is kept", async ({ db, settings }) => {
  const tax = { ratePercent: 12, baseNumerator: 11, baseDenominator: 12 };
  await placeOrder({ db, settings: { ...settings, tax } }, await aWish(db));
  expect(await db.selectFrom("orders").selectAll().executeTakeFirstOrThrow()).toMatchObject({
    subtotal_idr: 490_000,
    tax_idr: 53_900,
    total_idr: 543_900,
    tax_rule: tax,
  });
});

test("one form posted five times at once is one order", async ({ db, settings }) => {
  const wish = await aWish(db);
  const posts = Array.from({ length: 5 }, (_, n) =>
    placeOrder({ db, settings }, { ...wish, site: { label: `toko-${n}` } }),
  );
  const answers = await Promise.all(posts);
  expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
  expect(await db.selectFrom("orders").select("id").execute()).toHaveLength(1);
});

test("a form's key is its owner's: somebody else's post with it opens nothing", async ({ db, settings }) => {
  const wish = await aWish(db);
  await placeOrder({ db, settings }, wish);
  const other = { ...wish, userId: await aCustomer(db, "Budi"), site: { label: "toko-budi" } };
  expect(await placeOrder({ db, settings }, other)).toEqual({ outcome: "stale-form" });
});

test("a price that was replaced since it was shown sells nothing", async ({ db, settings }) => {
  const wish = await aWish(db);
  await db.updateTable("prices").set({ replaced_at: new Date() }).where("id", "=", wish.priceId).execute();
  expect(await placeOrder({ db, settings }, wish)).toEqual({ outcome: "plan-unavailable" });
  await db.insertInto("prices").values({ plan_id: "usaha", cycle: "yearly", amount_idr: 1 }).execute();
  expect(await placeOrder({ db, settings }, wish)).toEqual({ outcome: "price-changed" });
  expect(await db.selectFrom("orders").select("id").execute()).toEqual([]);
});

test("a plan that is withdrawn or was never there is not sold", async ({ db, settings }) => {
  const wish = await aWish(db);
  expect(await placeOrder({ db, settings }, { ...wish, planId: "mewah" })).toEqual({
    outcome: "plan-unavailable",
  });
  await db.updateTable("plans").set({ withdrawn_at: new Date() }).where("id", "=", "usaha").execute();
  expect(await placeOrder({ db, settings }, wish)).toEqual({ outcome: "plan-unavailable" });
});

test("of two buyers who want one name at once, one gets it; its owner may order again", async ({
  db,
  settings,
}) => {
  const wishes = [await aWish(db), await aWish(db)];
  const answers = await Promise.all(wishes.map((wish) => placeOrder({ db, settings }, wish)));
  expect(answers.map((one) => one.outcome).sort()).toEqual(["host-taken", "placed"]);
  const winner = wishes[answers.findIndex((one) => one.outcome === "placed")]!;
  const again = await placeOrder({ db, settings }, { ...winner, checkoutKey: randomUUID() });
  expect(again.outcome).toBe("placed");
});

test("a name is free again when the order for it was not paid in time", async ({ db, settings }) => {
  await placeOrder({ db, settings }, await aWish(db));
  const late = { ...(await aWish(db)), now: new Date("2027-01-02T00:00:00Z") };
  expect((await placeOrder({ db, settings }, late)).outcome).toBe("placed");
});

test("orders are listed newest first, twenty at a time, for their owner only", async ({ db, settings }) => {
  const userId = await aCustomer(db);
  for (let one = 0; one < 23; one++)
    await anOrder({ db, settings }, { userId, now: new Date(1_800_000_000_000) });
  const foreign = await anOrder({ db, settings });

  const first = await listOrders({ db, settings }, userId, {});
  const second = await listOrders({ db, settings }, userId, { before: first.older! });
  expect([first.orders.length, second.orders.length, second.older]).toEqual([20, 3, null]);
  const numbers = [...first.orders, ...second.orders].map((order) => order.number);
  expect(new Set(numbers).size).toBe(23);
  expect(numbers).not.toContain(foreign.number);

  expect((await listOrders({ db, settings }, userId, { status: "paid" })).orders).toEqual([]);
  expect((await listOrders({ db, settings }, userId, { before: foreign.number })).orders).toHaveLength(20);
  expect(await findOrder({ db, settings }, userId, foreign.number)).toBeNull();
  expect(await findOrder({ db, settings }, userId, "'; --")).toBeNull();
});
