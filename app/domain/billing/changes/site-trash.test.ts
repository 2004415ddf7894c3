import { expect } from "vitest";
import { letRunByStaff, stopByStaff } from "#app/domain/hosting/websites/staff-standing.server.ts";
import type { anOpenOrder } from "#app/test/billing.ts";
import { test } from "#app/test/fixtures.ts";
import { aSubscription, billingRun, billsOf, daysAfter, openBill, takeJobs } from "#app/test/renewing.ts";
import type { Db } from "#db/client.ts";
import { creditBalance } from "../credit/credit.server.ts";
import { settleTransaction } from "../payments/settlement.server.ts";
import { runBilling } from "../renewals/billing-run.server.ts";
import { cancelAtTerm, cancelNow, takeBackCancellation } from "./cancellations.server.ts";
import { listChoices } from "./plan-change-quotes.server.ts";
import { requestChange } from "./plan-changes.server.ts";
import { emptyTrash, takeSiteBack, trashOffer, trashSite } from "./site-trash.server.ts";

type Shop = Parameters<typeof anOpenOrder>[0];

const HOUR = 1 / 24;
const SECOND = 1 / 86_400;

/** A website, as good as made, whose subscription began so many days ago; a year's term unless it is told otherwise. */
async function aSite(shop: Shop, days: number, cycle: "monthly" | "yearly" = "yearly") {
  const now = new Date();
  const made = await aSubscription(shop, { anchor: daysAfter(now, -days), cycle });
  await shop.db
    .updateTable("websites")
    .set({ status: "suspended", activated_at: now })
    .where("id", "=", made.websiteId)
    .execute();
  await takeJobs(shop.db, "send-notice");
  const at = (moment: Date) => ({ websiteId: made.websiteId, userId: made.userId, now: moment });
  return { ...made, now, at };
}

async function standing(db: Db, subscriptionId: string) {
  const row = await db
    .selectFrom("websites")
    .innerJoin("subscriptions", "subscriptions.id", "websites.subscription_id")
    .select(["suspended_reason", "subscriptions.status", "trash_ends_at", "did_trash_cancel"])
    .where("subscription_id", "=", subscriptionId)
    .executeTakeFirstOrThrow();
  return [row.suspended_reason, row.status];
}

async function lettersOf(db: Db) {
  return (await takeJobs(db, "send-notice")).map(({ kind }) => kind);
}

test("a deleted site goes off with its subscription cancelled, is warned about once, and after 14 days is over with an export", async ({
  shop,
  db,
}) => {
  const { subscriptionId, now, at } = await aSite(shop, 40);
  const offer = await trashOffer(db, at(now));
  expect(offer).toMatchObject({ standing: "can-go", endsAt: daysAfter(now, 14), willCancel: true });
  expect(await trashSite(shop, at(now))).toEqual({ outcome: "trashed", endsAt: daysAfter(now, 14) });
  expect(await standing(db, subscriptionId)).toEqual(["trash", "cancelling"]);
  expect(await takeJobs(db, "switch-website")).toHaveLength(1);
  expect(await lettersOf(db)).toEqual(["site-trashed"]);
  for (const days of [1, 12.9]) expect(await billingRun(shop, daysAfter(now, days))).toEqual([]);
  expect(await lettersOf(db)).toEqual([]);
  for (const days of [13, 13.5, 13.99]) await billingRun(shop, daysAfter(now, days));
  expect(await lettersOf(db)).toEqual(["trash-ends-soon"]);
  expect(await standing(db, subscriptionId)).toEqual(["trash", "cancelling"]);
  await billingRun(shop, daysAfter(now, 14));
  expect(await standing(db, subscriptionId)).toEqual(["ended", "ended"]);
  expect(await lettersOf(db)).toEqual(["subscription-cancelled"]);
  expect(await takeJobs(db, "export-website")).toHaveLength(1);
  expect((await db.selectFrom("site_exports").select("status").execute()).map((one) => one.status)).toEqual([
    "waiting",
  ]);
  expect(await billingRun(shop, daysAfter(now, 20))).toEqual([]);
  expect(await takeSiteBack(db, at(daysAfter(now, 20)))).toEqual({ outcome: "too-late" });
});

test("deleted twice, from two tabs, it is in the trash once; taken back twice, it is back once", async ({
  shop,
  db,
}) => {
  const { subscriptionId, now, at } = await aSite(shop, 40);
  const tabs = await Promise.all([1, 2, 3].map(() => trashSite(shop, at(now))));
  expect(tabs.map((one) => one.outcome).sort()).toEqual(["in-trash", "in-trash", "trashed"]);
  expect(await lettersOf(db)).toEqual(["site-trashed"]);
  const backs = await Promise.all([1, 2].map(() => takeSiteBack(db, at(daysAfter(now, 1)))));
  expect(backs.map((one) => one.outcome).sort()).toEqual(["not-in-trash", "taken-back"]);
  expect(await standing(db, subscriptionId)).toEqual([null, "active"]);
  expect(await lettersOf(db)).toEqual(["cancellation-taken-back"]);
  const stranger = await aSite(shop, 3);
  expect(await trashSite(shop, { ...at(now), userId: stranger.userId })).toEqual({ outcome: "over" });
  expect(await takeSiteBack(db, { ...at(now), userId: stranger.userId })).toEqual({
    outcome: "not-in-trash",
  });
  expect(await trashOffer(db, { ...at(now), userId: stranger.userId })).toBeNull();
});

test("taking back in the last second counts, and races the end with one truth", async ({ shop, db }) => {
  for (let round = 0; round < 4; round++) {
    const { subscriptionId, now, at } = await aSite(shop, 40);
    await trashSite(shop, at(now));
    await billingRun(shop, daysAfter(now, 13));
    const end = daysAfter(now, 14);
    expect(await takeSiteBack(db, at(end))).toEqual({ outcome: "too-late" });
    expect(await emptyTrash(shop, { subscriptionId }, daysAfter(end, -SECOND))).toEqual({
      outcome: "changed-meanwhile",
    });
    const race = [
      () => takeSiteBack(db, at(daysAfter(end, -SECOND))),
      () => emptyTrash(shop, { subscriptionId }, end),
    ];
    const outcomes = await Promise.all((round % 2 ? race.reverse() : race).map((start) => start()));
    const isBack = outcomes.some((one) => one.outcome === "taken-back");
    expect(await standing(db, subscriptionId)).toEqual(isBack ? [null, "active"] : ["ended", "ended"]);
  }
});

test("only the cancellation that deleting made is taken back with the site", async ({ shop, db }) => {
  const { subscriptionId, userId, now, at } = await aSite(shop, 40);
  await cancelAtTerm(shop, { subscriptionId, userId, reason: "price", note: "", now });
  await trashSite(shop, at(now));
  expect(await takeBackCancellation(db, { subscriptionId, userId, now })).toEqual({ outcome: "in-trash" });
  expect(await takeSiteBack(db, at(now))).toEqual({ outcome: "taken-back" });
  expect(await standing(db, subscriptionId)).toEqual([null, "cancelling"]);
  expect(await takeBackCancellation(db, { subscriptionId, userId, now })).toEqual({ outcome: "taken-back" });
});

test("what is paid for no longer than the trash lasts ends with its term", async ({ shop, db }) => {
  const { subscriptionId, endsAt, now, at } = await aSite(shop, 25, "monthly");
  expect(await trashSite(shop, at(now))).toEqual({ outcome: "trashed", endsAt });
  expect(await takeSiteBack(db, at(daysAfter(endsAt, -HOUR)))).toEqual({ outcome: "taken-back" });
  await trashSite(shop, at(daysAfter(endsAt, -HOUR)));
  expect(await takeSiteBack(db, at(endsAt))).toEqual({ outcome: "too-late" });
  expect(await billingRun(shop, endsAt)).toEqual([]);
  expect(await standing(db, subscriptionId)).toEqual(["ended", "ended"]);
});

test("deleted while it is off for non-payment it is neither billed nor reminded, and taken back it is off for its bill again", async ({
  shop,
  db,
}) => {
  const { subscriptionId, userId, endsAt, at } = await aSite(shop, 27, "monthly");
  await billingRun(shop, daysAfter(endsAt, -2));
  for (const days of [0.5, 4]) await billingRun(shop, daysAfter(endsAt, days));
  expect(await standing(db, subscriptionId)).toEqual(["unpaid", "suspended"]);
  await lettersOf(db);
  const deletedAt = daysAfter(endsAt, 5);
  expect(await trashSite(shop, at(deletedAt))).toEqual({
    outcome: "trashed",
    endsAt: daysAfter(deletedAt, 14),
  });
  expect(await standing(db, subscriptionId)).toEqual(["trash", "suspended"]);
  await db
    .insertInto("credit_entries")
    .values({ user_id: userId, amount_idr: 500_000, reason: "manual" })
    .execute();
  await billingRun(shop, daysAfter(deletedAt, 13));
  expect(await lettersOf(db)).toEqual(["site-trashed", "trash-ends-soon"]);
  expect(await creditBalance(db, userId)).toBe(500_000);
  expect(await takeSiteBack(db, at(daysAfter(deletedAt, 13.5)))).toEqual({ outcome: "taken-back" });
  expect(await standing(db, subscriptionId)).toEqual(["unpaid", "suspended"]);
  await trashSite(shop, at(daysAfter(deletedAt, 13.5)));
  for (const days of [26.5, 27.5]) await billingRun(shop, daysAfter(deletedAt, days));
  expect(await standing(db, subscriptionId)).toEqual(["ended", "ended"]);
  expect((await billsOf(db, subscriptionId)).map((bill) => bill.status)).toEqual(["cancelled"]);
  expect(await creditBalance(db, userId)).toBe(500_000);
});

test("a bill paid while its site lies in the trash takes the site back, also when only asking at the end tells", async ({
  shop,
  db,
  ipaymu,
}) => {
  for (const isTold of [true, false]) {
    const { subscriptionId, endsAt, at } = await aSite(shop, 27, "monthly");
    await billingRun(shop, daysAfter(endsAt, -2));
    await billingRun(shop, daysAfter(endsAt, 0.5));
    const { reference } = await openBill(shop, subscriptionId, new Date());
    const deletedAt = daysAfter(endsAt, 1);
    await trashSite(shop, at(deletedAt));
    expect(await standing(db, subscriptionId)).toEqual(["trash", "past-due"]);
    await billingRun(shop, daysAfter(deletedAt, 13));
    const { trxId } = await ipaymu.pay(reference, { notify: "never" });
    if (isTold) await settleTransaction(shop, trxId, daysAfter(deletedAt, 13));
    await billingRun(shop, daysAfter(deletedAt, 14));
    expect(await standing(db, subscriptionId)).toEqual([null, "active"]);
  }
});

test("nothing ends while the gateway does not answer, nor while the clock is doubted", async ({
  shop,
  db,
  ipaymu,
  store,
}) => {
  const { subscriptionId, endsAt, at } = await aSite(shop, 27, "monthly");
  await billingRun(shop, daysAfter(endsAt, -2));
  await billingRun(shop, daysAfter(endsAt, 0.5));
  await openBill(shop, subscriptionId, new Date());
  const deletedAt = daysAfter(endsAt, 1);
  await trashSite(shop, at(deletedAt));
  await billingRun(shop, daysAfter(deletedAt, 13));
  await runBilling({ db, store }, daysAfter(deletedAt, 13));
  expect((await runBilling({ db, store }, daysAfter(deletedAt, 400))).queued).toBe(0);
  await ipaymu.stop();
  expect(await billingRun(shop, daysAfter(deletedAt, 14))).toHaveLength(1);
  expect(await standing(db, subscriptionId)).toEqual(["trash", "past-due"]);
  expect((await trashSite(shop, at(deletedAt))).outcome).toBe("gateway-silent");
});

test("the letter of the last day that comes late moves the end, never past the term", async ({
  shop,
  db,
}) => {
  const { subscriptionId, now, at } = await aSite(shop, 40);
  await trashSite(shop, at(now));
  await billingRun(shop, daysAfter(now, 16));
  expect(await standing(db, subscriptionId)).toEqual(["trash", "cancelling"]);
  expect(await takeSiteBack(db, at(daysAfter(now, 16.9)))).toEqual({ outcome: "taken-back" });
  await trashSite(shop, at(daysAfter(now, 17)));
  for (const days of [40, 41]) await billingRun(shop, daysAfter(now, days));
  expect(await standing(db, subscriptionId)).toEqual(["ended", "ended"]);
});

test("staff stopping it holds the end back; let run, it is in the trash for a day more after a letter", async ({
  shop,
  db,
}) => {
  const { websiteId, subscriptionId, userId: staffId, now, at } = await aSite(shop, 40);
  await trashSite(shop, at(now));
  await stopByStaff(db, { websiteId, staffId, note: "laporan", now });
  for (const days of [13, 14, 20]) await billingRun(shop, daysAfter(now, days));
  expect(await standing(db, subscriptionId)).toEqual(["staff", "cancelling"]);
  expect(await takeSiteBack(db, at(now))).toEqual({ outcome: "stopped-by-staff" });
  expect(await trashSite(shop, at(now))).toEqual({ outcome: "stopped-by-staff" });
  await lettersOf(db);
  const freed = daysAfter(now, 20);
  expect(await letRunByStaff(db, { websiteId, staffId, now: freed })).toEqual({ outcome: "still-trash" });
  expect(await takeJobs(db, "renew-subscription")).toHaveLength(1);
  await billingRun(shop, freed);
  await db.updateTable("subscriptions").set({ next_step_at: freed }).execute();
  await billingRun(shop, freed);
  expect(await lettersOf(db)).toEqual(["trash-ends-soon"]);
  expect(await takeSiteBack(db, at(daysAfter(freed, 0.9)))).toEqual({ outcome: "taken-back" });
});

test("a site in the trash takes no change of plan, and can be ended at once", async ({ shop, db }) => {
  const { subscriptionId, userId, amountIdr, now, at } = await aSite(shop, 2);
  await trashSite(shop, at(now));
  const found = await listChoices(shop, { userId, subscriptionId }, now);
  expect(found?.choices.map((one) => "refusal" in one && one.refusal.outcome)).toContain("take-back-first");
  const wish = { subscriptionId, userId, reason: "other" as const, note: "", now, creditIdr: amountIdr };
  expect(await cancelNow(shop, wish)).toEqual({ outcome: "ended" });
  expect(await takeSiteBack(db, at(now))).toEqual({ outcome: "too-late" });
});

test("a change of plan that waits for its payment is closed with the deleting", async ({ shop, db }) => {
  const { subscriptionId, userId, now, at } = await aSite(shop, 15, "monthly");
  const which = { subscriptionId, userId };
  const quote = (await listChoices(shop, which, now))!.choices
    .flatMap((one) => ("quote" in one ? [one.quote] : []))
    .find((one) => one.way === "pay" && one.arithmetic.mode !== "new-period")!;
  const sums = { differenceIdr: quote.arithmetic.differenceIdr, totalIdr: quote.price.totalIdr };
  const wish = { ...which, ...sums, toPriceId: quote.target.priceId, quotedAt: now, now };
  expect((await requestChange(shop, wish)).outcome).toBe("to-pay");
  expect((await trashSite(shop, at(now))).outcome).toBe("trashed");
  expect((await db.selectFrom("plan_changes").select("status").execute())[0]?.status).toBe("withdrawn");
  expect((await requestChange(shop, wish)).outcome).toBe("take-back-first");
});

test("deleted within the refund policy's days, the payment becomes credit once it is over", async ({
  shop,
  db,
}) => {
  const { userId, amountIdr, now, at } = await aSite(shop, 6);
  expect((await trashOffer(db, at(now)))?.creditIdr).toBe(amountIdr);
  await trashSite(shop, at(now));
  for (const days of [13, 14]) await billingRun(shop, daysAfter(now, days));
  expect(await creditBalance(db, userId)).toBe(amountIdr);
});
