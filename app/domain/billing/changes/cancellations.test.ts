import { expect } from "vitest";
import type { anOpenOrder } from "#app/test/billing.ts";
import { test } from "#app/test/fixtures.ts";
import { aSubscription, billingRun, billsOf, daysAfter, openBill, takeJobs } from "#app/test/renewing.ts";
import type { Db } from "#db/client.ts";
import { creditBalance, lookAtBills } from "../credit/credit.server.ts";
import { isRefundable } from "../credit/refund-policy.ts";
import { openPayment } from "../payments/attempts.server.ts";
import { settleTransaction } from "../payments/settlement.server.ts";
import { returnables, sumOf } from "./cancellation-refunds.server.ts";
import {
  cancelAtTerm,
  cancelNow,
  cancelOffer,
  endAtTerm,
  takeBackCancellation,
} from "./cancellations.server.ts";
import { listChoices } from "./plan-change-quotes.server.ts";
import { requestChange } from "./plan-changes.server.ts";

type Shop = Parameters<typeof anOpenOrder>[0];

const why = { reason: "price", note: "" } as const;
const HOUR = 1 / 24;

async function running(shop: Shop, days: number) {
  const now = new Date();
  const anchor = daysAfter(now, -days);
  const made = await aSubscription(shop, { anchor });
  return { ...made, now, wish: { subscriptionId: made.subscriptionId, userId: made.userId, ...why, now } };
}

async function statusOf(db: Db, subscriptionId: string) {
  const row = await db
    .selectFrom("subscriptions")
    .select(["status", "next_step_at"])
    .where("id", "=", subscriptionId)
    .executeTakeFirstOrThrow();
  return row.status;
}

async function siteStop(db: Db, subscriptionId: string) {
  const row = await db
    .selectFrom("websites")
    .select("suspended_reason")
    .where("subscription_id", "=", subscriptionId)
    .executeTakeFirstOrThrow();
  return row.suspended_reason;
}

test("cancelled at term, a subscription runs on without a bill and ends with its site when the term is over", async ({
  shop,
  db,
}) => {
  const { subscriptionId, endsAt, wish } = await running(shop, 15);
  expect(await cancelAtTerm(shop, wish)).toEqual({
    outcome: "cancelling",
    endsAt,
    wasRenewedMeanwhile: false,
  });
  expect(await cancelAtTerm(shop, wish)).toEqual({ outcome: "already-cancelling" });
  expect(await billingRun(shop, daysAfter(endsAt, -1))).toEqual([]);
  expect(await billsOf(db, subscriptionId)).toEqual([]);
  expect(await siteStop(db, subscriptionId)).toBeNull();
  expect(await billingRun(shop, daysAfter(endsAt, HOUR))).toEqual([]);
  expect(await statusOf(db, subscriptionId)).toBe("ended");
  expect(await siteStop(db, subscriptionId)).toBe("ended");
  expect(await creditBalance(db, wish.userId)).toBe(0);
  const kept = await db.selectFrom("cancellations").selectAll().execute();
  expect(kept).toHaveLength(1);
  expect(kept[0]).toMatchObject({ mode: "at-term", reason: "price", ended_at: daysAfter(endsAt, HOUR) });
  const letters = await takeJobs(db, "send-notice");
  expect(
    letters.filter((one) => one.kind === "subscription-cancelled").map((one) => one.values?.mode),
  ).toEqual(["at-term", "ended"]);
});

test("an open bill is closed by cancelling at term, and money that comes for it becomes credit", async ({
  shop,
  db,
  ipaymu,
}) => {
  const { subscriptionId, endsAt, wish } = await running(shop, 27);
  await billingRun(shop, wish.now);
  const { bill, reference } = await openBill(shop, subscriptionId, wish.now);
  expect((await cancelAtTerm(shop, wish)).outcome).toBe("cancelling");
  expect((await billsOf(db, subscriptionId))[0]?.status).toBe("cancelled");
  const { trxId } = await ipaymu.pay(reference, { notify: "never" });
  expect((await settleTransaction(shop, trxId, new Date())).outcome).toBe("late-payment");
  expect(await creditBalance(db, wish.userId)).toBe(bill.total_idr);
  expect(await statusOf(db, subscriptionId)).toBe("cancelling");
  expect((await endAtTerm(shop, { subscriptionId }, daysAfter(endsAt, HOUR))).outcome).toBe("ended");
});

test("a bill that turns out to be paid renews first, and the cancellation applies to the new end", async ({
  shop,
  db,
  ipaymu,
}) => {
  const { subscriptionId, endsAt, wish } = await running(shop, 27);
  await billingRun(shop, wish.now);
  const { reference } = await openBill(shop, subscriptionId, wish.now);
  await ipaymu.pay(reference, { notify: "never" });
  const answer = await cancelAtTerm(shop, wish);
  expect(answer).toMatchObject({ outcome: "cancelling", wasRenewedMeanwhile: true });
  if (answer.outcome === "cancelling") expect(answer.endsAt > endsAt).toBe(true);
  expect(await statusOf(db, subscriptionId)).toBe("cancelling");
});

test("cancelling while the payment settles ends in one truth either way round, without a deadlock", async ({
  shop,
  db,
  ipaymu,
}) => {
  for (let round = 0; round < 4; round++) {
    const { subscriptionId, endsAt, userId, wish } = await running(shop, 27);
    await billingRun(shop, wish.now);
    const { bill, reference } = await openBill(shop, subscriptionId, wish.now);
    const { trxId } = await ipaymu.pay(reference, { notify: "never" });
    const both = [() => settleTransaction(shop, trxId, new Date()), () => cancelAtTerm(shop, wish)] as const;
    await Promise.all((round % 2 ? [...both].reverse() : both).map((start) => start()));
    const { status, ends_at } = await db
      .selectFrom("subscriptions")
      .select(["status", "ends_at"])
      .where("id", "=", subscriptionId)
      .executeTakeFirstOrThrow();
    const credit = await creditBalance(db, userId);
    expect(status).toBe("cancelling");
    expect(credit + (ends_at > endsAt ? bill.total_idr : 0)).toBe(bill.total_idr);
  }
});

test("a silent gateway cancels nothing", async ({ shop, db, ipaymu }) => {
  const { subscriptionId, wish } = await running(shop, 27);
  await billingRun(shop, wish.now);
  await openBill(shop, subscriptionId, wish.now);
  await ipaymu.stop();
  expect(await cancelAtTerm(shop, wish)).toEqual({ outcome: "gateway-silent" });
  expect(await cancelNow(shop, { ...wish, creditIdr: 0 })).toEqual({ outcome: "gateway-silent" });
  expect(await statusOf(db, subscriptionId)).toBe("active");
});

test("ended at once within seven days, the whole payment becomes credit, once, however often it is asked", async ({
  shop,
  db,
}) => {
  const { subscriptionId, userId, amountIdr, wish, now } = await running(shop, 6);
  const offer = await cancelOffer(db, { subscriptionId, userId, now });
  expect(offer).toMatchObject({ canAtTerm: true, canNow: true, canTakeBack: false, creditIdr: amountIdr });
  expect(await cancelNow(shop, { ...wish, creditIdr: 0 })).toEqual({ outcome: "sum-changed" });
  const wishes = [1, 2, 3].map(() => cancelNow(shop, { ...wish, creditIdr: amountIdr }));
  const outcomes = (await Promise.all(wishes)).map((one) => one.outcome);
  expect(outcomes.sort()).toEqual(["ended", "over", "over"]);
  expect(await creditBalance(db, userId)).toBe(amountIdr);
  expect(await statusOf(db, subscriptionId)).toBe("ended");
  expect(await siteStop(db, subscriptionId)).toBe("ended");
  expect(await db.selectFrom("refunds").select(["cause", "way"]).execute()).toEqual([
    { cause: "cancellation", way: "credit" },
  ]);
  expect(await takeJobs(db, "issue-credit-note")).toHaveLength(1);
});

test("ended at once after seven days, the running term gives nothing back, but a term ahead does", async ({
  shop,
  db,
  ipaymu,
}) => {
  const { subscriptionId, userId, amountIdr, wish, now } = await running(shop, 25);
  expect(sumOf(await returnables(db, subscriptionId, now))).toBe(0);
  await billingRun(shop, now);
  const { reference } = await openBill(shop, subscriptionId, now);
  const { trxId } = await ipaymu.pay(reference, { notify: "never" });
  await settleTransaction(shop, trxId, new Date());
  expect(await cancelNow(shop, { ...wish, creditIdr: 0 })).toEqual({ outcome: "sum-changed" });
  expect(await cancelNow(shop, { ...wish, creditIdr: amountIdr })).toEqual({ outcome: "ended" });
  expect(await creditBalance(db, userId)).toBe(amountIdr);
});

test("what staff stopped gives nothing back by itself, and a stranger cancels nothing", async ({
  shop,
  db,
}) => {
  const { subscriptionId, userId, wish, now } = await running(shop, 3);
  const stranger = (await running(shop, 3)).userId;
  expect(await cancelNow(shop, { ...wish, userId: stranger, creditIdr: 49_000 })).toEqual({
    outcome: "over",
  });
  expect(await cancelAtTerm(shop, { ...wish, userId: stranger })).toEqual({ outcome: "over" });
  expect(await cancelOffer(db, { subscriptionId, userId: stranger, now })).toBeNull();
  await db.updateTable("websites").set({ suspended_reason: "staff" }).execute();
  expect(await cancelNow(shop, { ...wish, creditIdr: 0 })).toEqual({ outcome: "ended" });
  expect(await creditBalance(db, userId)).toBe(0);
});

test("a suspended subscription can only be ended at once, and its bill is closed with it", async ({
  shop,
  db,
}) => {
  const { subscriptionId, userId, endsAt, wish } = await running(shop, 25);
  await billingRun(shop, wish.now);
  for (const days of [0.5, 4]) await billingRun(shop, daysAfter(endsAt, days));
  expect(await statusOf(db, subscriptionId)).toBe("suspended");
  const now = daysAfter(endsAt, 5);
  expect(await cancelAtTerm(shop, { ...wish, now })).toEqual({ outcome: "only-now" });
  expect(await cancelNow(shop, { ...wish, now, creditIdr: 0 })).toEqual({ outcome: "ended" });
  expect((await billsOf(db, subscriptionId)).map((bill) => bill.status)).toEqual(["cancelled"]);
  expect(await siteStop(db, subscriptionId)).toBe("ended");
  expect((await cancelOffer(db, { subscriptionId, userId, now }))?.canNow).toBe(false);
});

test("taken back, a subscription gets its bill in time; after the end it is too late", async ({
  shop,
  db,
}) => {
  const { subscriptionId, userId, endsAt, wish, now } = await running(shop, 27);
  await billingRun(shop, now);
  await cancelAtTerm(shop, wish);
  expect(await takeBackCancellation(db, { subscriptionId, userId, now })).toEqual({ outcome: "taken-back" });
  expect(await takeBackCancellation(db, { subscriptionId, userId, now })).toEqual({
    outcome: "not-cancelling",
  });
  await billingRun(shop, now);
  expect((await billsOf(db, subscriptionId)).map((bill) => bill.status).sort()).toEqual([
    "awaiting-payment",
    "cancelled",
  ]);
  expect((await cancelAtTerm(shop, wish)).outcome).toBe("cancelling");
  const late = daysAfter(endsAt, HOUR);
  expect(await takeBackCancellation(db, { subscriptionId, userId, now: late })).toEqual({
    outcome: "too-late",
  });
});

test("taking back races the billing run: one of them counts, and the site follows it", async ({
  shop,
  db,
}) => {
  for (let round = 0; round < 4; round++) {
    const { subscriptionId, userId, endsAt, wish } = await running(shop, 27);
    await cancelAtTerm(shop, wish);
    const before = daysAfter(endsAt, -HOUR);
    const race = [
      () => takeBackCancellation(db, { subscriptionId, userId, now: before }),
      () => endAtTerm(shop, { subscriptionId }, daysAfter(endsAt, HOUR)),
    ];
    const outcomes = await Promise.all((round % 2 ? race.reverse() : race).map((start) => start()));
    const isBack = outcomes.some((one) => one.outcome === "taken-back");
    expect(await statusOf(db, subscriptionId)).toBe(isBack ? "active" : "ended");
    expect(await siteStop(db, subscriptionId)).toBe(isBack ? null : "ended");
  }
});

test("the refund policy's seven days are counted from the payment, or from the beginning of a renewed term", () => {
  const now = new Date("2026-12-08T00:00:00Z");
  const on = (day: string) => new Date(`2026-12-${day}T00:00:00Z`);
  for (const [order, isBack] of [
    [{ kind: "new", paidAt: on("01"), periodStartsAt: null }, true],
    [{ kind: "new", paidAt: new Date("2026-11-30T23:59:59Z"), periodStartsAt: null }, false],
    [{ kind: "upgrade", paidAt: on("02"), periodStartsAt: null }, true],
    [{ kind: "renewal", paidAt: new Date("2026-11-24T00:00:00Z"), periodStartsAt: on("01") }, true],
    [{ kind: "renewal", paidAt: on("05"), periodStartsAt: new Date("2026-11-28T00:00:00Z") }, false],
    [{ kind: "renewal", paidAt: on("05"), periodStartsAt: on("12") }, true],
  ] as const) {
    expect(isRefundable(order, now)).toBe(isBack);
  }
});

test("a change of plan that waits for its payment is closed with the cancellation, after asking the gateway", async ({
  shop,
  db,
  ipaymu,
}) => {
  const [unpaid, paid] = [await aWaitingChange(shop), await aWaitingChange(shop)];
  await ipaymu.pay(paid.reference, { notify: "never" });
  for (const { wish } of [unpaid, paid])
    expect(await cancelAtTerm(shop, wish)).toMatchObject({ outcome: "cancelling" });
  const changes = await db.selectFrom("plan_changes").select(["order_id", "status"]).execute();
  const orders = await db
    .selectFrom("orders")
    .select(["id", "status"])
    .where("kind", "=", "upgrade")
    .execute();
  const found = ({ orderId }: { orderId: string }) => [
    orders.find((one) => one.id === orderId)?.status,
    changes.find((one) => one.order_id === orderId)?.status,
  ];
  expect([found(unpaid), found(paid)]).toEqual([
    ["cancelled", "withdrawn"],
    ["paid", "applied"],
  ]);
});

/** A subscription in its term whose owner has asked for a larger plan, with the page to pay it open. */
async function aWaitingChange(shop: Shop) {
  const { db } = shop;
  const { subscriptionId, userId, wish, now } = await running(shop, 15);
  const which = { subscriptionId, userId };
  const found = await listChoices(shop, which, now);
  const quote = found!.choices
    .flatMap((one) => ("quote" in one ? [one.quote] : []))
    .find((one) => one.way === "pay" && one.arithmetic.mode !== "new-period")!;
  const asked = await requestChange(shop, {
    ...which,
    toPriceId: quote.target.priceId,
    quotedAt: now,
    differenceIdr: quote.arithmetic.differenceIdr,
    totalIdr: quote.price.totalIdr,
    now,
  });
  if (asked.outcome !== "to-pay") throw new Error(asked.outcome);
  await openPayment(shop, { orderId: asked.orderId, userId, locale: "id", now });
  const { reference_id: reference } = await db
    .selectFrom("payment_attempts")
    .select("reference_id")
    .where("order_id", "=", asked.orderId)
    .executeTakeFirstOrThrow();
  return { wish, orderId: asked.orderId, reference };
}

test("two subscriptions of one customer ended at the same moment both end, and both give back", async ({
  shop,
  db,
}) => {
  for (let round = 0; round < 5; round++) {
    const first = await running(shop, 2);
    const second = await aSubscription(shop, { anchor: daysAfter(first.now, -2), userId: first.userId });
    const ids = [first.subscriptionId, second.subscriptionId];
    const offers = await Promise.all(ids.map(async (id) => sumOf(await returnables(db, id, first.now))));
    const ended = await Promise.all(
      ids.map((subscriptionId, at) =>
        cancelNow(shop, { ...first.wish, subscriptionId, creditIdr: offers[at]! }),
      ),
    );
    expect(ended).toEqual([{ outcome: "ended" }, { outcome: "ended" }]);
    expect(await creditBalance(db, first.userId)).toBe(offers[0]! + offers[1]!);
  }
});

test("credit that comes while a subscription is busy has its bill looked at by a job", async ({
  shop,
  db,
}) => {
  const one = await running(shop, 15);
  await takeJobs(db, "renew-subscription");
  await db.transaction().execute(async (busy) => {
    await busy
      .selectFrom("subscriptions")
      .select("id")
      .where("id", "=", one.subscriptionId)
      .forUpdate()
      .execute();
    await db.transaction().execute((tx) => lookAtBills(tx, { userId: one.userId, now: one.now }));
  });
  expect(await takeJobs(db, "renew-subscription")).toEqual([{ subscriptionId: one.subscriptionId }]);
});
