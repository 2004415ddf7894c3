import { sql } from "kysely";
import { expect } from "vitest";
import { sendNotice } from "#app/domain/notifications/notify.server.ts";
import { payloads } from "#app/jobs/payloads.ts";
import { test } from "#app/test/fixtures.ts";
import { aSubscription, billingRun, daysAfter, giveCredit, openBill, takeJobs } from "#app/test/renewing.ts";
import type { Db } from "#db/client.ts";
import { previewBilling } from "./preview.server.ts";
import { previewMoment } from "./preview-lines.ts";

type Shop = Parameters<typeof aSubscription>[0];

const T = new Date("2027-04-20T03:00:00Z");
/** Began so that its month ends this many days from T. */
const ending = (days: number) => ({ anchor: daysAfter(new Date("2027-03-20T03:00:00Z"), days) });

/** One of everything that can be due at T, as the runs of the days before left it. */
async function aBusyShop(shop: Shop) {
  const bill = await aSubscription(shop, ending(7));
  const reminded = await aSubscription(shop, ending(1));
  const pastDue = await aSubscription(shop, ending(0));
  const rich = await aSubscription(shop, ending(6));
  const alike = await aSubscription(shop, { ...ending(6), userId: rich.userId });
  const suspends = await Promise.all([aSubscription(shop, ending(-3)), aSubscription(shop, ending(-3))]);
  const ends = await aSubscription(shop, { anchor: new Date("2027-02-18T03:00:00Z") });
  await giveCredit(shop.db, rich.userId, rich.amountIdr + 10_000);
  await shop.db
    .updateTable("subscriptions")
    .set({ next_step_at: T })
    .where("id", "in", [rich.subscriptionId, alike.subscriptionId, bill.subscriptionId])
    .execute();
  for (let day = -45; day <= -1; day++) await billingRun(shop, daysAfter(T, day));
  return { bill, reminded, pastDue, rich, alike, suspends, ends };
}

/** Everything there is, as a sum for each table; the sequence of order numbers too. */
async function fingerprint(db: Db): Promise<Record<string, string>> {
  const { rows } = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname = 'public' or (schemaname = 'graphile_worker' and tablename = '_private_jobs')`.execute(
    db,
  );
  const sums: Record<string, string> = {};
  for (const { name } of rows) {
    const sum = await sql<{ sum: string }>`
      select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as sum from ${sql.raw(name)} t`.execute(
      db,
    );
    sums[name] = sum.rows[0]!.sum;
  }
  const numbers = await sql<{ last_value: number }>`select last_value from order_numbers`.execute(db);
  return { ...sums, order_numbers: String(numbers.rows[0]!.last_value) };
}

/** What the history says has happened to each subscription since, in order. */
async function historySince(db: Db, from: number) {
  const { rows } = await sql<{ subscription: string; events: string[] }>`
    select coalesce(orders.subscription_id, audit_log.subject_id) as subscription,
           array_agg(event order by audit_log.id) as events
    from audit_log left join orders on orders.id = audit_log.order_id
    where audit_log.id > ${from} group by 1`.execute(db);
  return new Map(rows.map((row) => [row.subscription, row.events]));
}

test("the preview of a moment is what really happens at it, and changes nothing", async ({
  shop,
  db,
  settings,
  mailer,
  vault,
}) => {
  const scene = await aBusyShop(shop);
  for (const letter of await takeJobs(db, "send-notice"))
    await sendNotice(
      { db, mailer, vault, settings },
      payloads["send-notice"].parse(letter),
      daysAfter(T, -1),
    );

  const before = await fingerprint(db);
  const preview = await previewBilling({ db, settings }, T);
  expect(await fingerprint(db)).toEqual(before);
  expect(await previewBilling({ db, settings }, T), "asked again, it says the same").toEqual(preview);

  const { rows } = await sql<{ id: number }>`select max(id) as id from audit_log`.execute(db);
  await sql`delete from graphile_worker._private_jobs`.execute(db);
  expect(await billingRun(shop, T)).toEqual([]);
  const history = await historySince(db, rows[0]!.id);
  const foretold = preview.lines.filter((line) => line.events.length > 0);
  // Which of one customer's two bills his credit pays is for whichever job comes first.
  const twins = [scene.rich.subscriptionId, scene.alike.subscriptionId];
  const apart = (events: [string, string[]][]) => [
    events.filter(([id]) => !twins.includes(id)).sort(),
    events
      .filter(([id]) => twins.includes(id))
      .map(([, lines]) => lines.join())
      .sort(),
  ];
  expect(apart(foretold.map((line) => [line.subscriptionId, line.events]))).toEqual(apart([...history]));
  const real = await db.selectFrom("subscriptions").select(["id", "status"]).execute();
  for (const { subscriptionId, statusAfter } of preview.lines) {
    expect(real.find((one) => one.id === subscriptionId)?.status).toBe(statusAfter);
  }
  const letters = (await takeJobs(db, "send-notice")).map((letter) => letter.kind).sort();
  expect(preview.lines.flatMap((line) => line.letters).sort()).toEqual(letters);
  const made = await db.selectFrom("orders").select("total_idr").where("created_at", "=", T).execute();
  const sum = made.reduce((all, one) => all + one.total_idr, 0);
  expect(preview.totals).toMatchObject({ bills: made.length, billedIdr: sum, suspended: 2, terminated: 1 });
  expect(preview.totals.paidFromCreditIdr).toBe(scene.rich.amountIdr);
  expect(preview.lines.map((line) => line.outcome).sort()).toEqual([
    "awaiting-payment",
    "awaiting-payment",
    "awaiting-payment",
    "awaiting-payment",
    "renewed-from-credit",
    "suspended",
    "suspended",
    "terminated",
  ]);
});

test("the brake holds in the preview as it will in the run", async ({ shop, db, settings }) => {
  await Promise.all(Array.from({ length: 8 }, () => aSubscription(shop, ending(-3))));
  for (const day of [-10, -3]) await billingRun(shop, daysAfter(T, day));
  const { totals } = await previewBilling({ db, settings }, T);
  expect(totals).toMatchObject({ subscriptions: 8, suspended: 5, heldBack: 3 });
  const { lines, isCut } = await previewBilling({ db, settings }, T, 2);
  expect([lines.length, isCut]).toEqual([2, true]);
});

test("a row in use is told of and stops none of the others", async ({ shop, db, settings }) => {
  const [one, other] = [await aSubscription(shop, ending(7)), await aSubscription(shop, ending(7))];
  const holder = await db.startTransaction().execute();
  await holder
    .selectFrom("subscriptions")
    .selectAll()
    .where("id", "=", one.subscriptionId)
    .forUpdate()
    .execute();
  const { lines } = await previewBilling({ db, settings }, T);
  await holder.rollback().execute();
  const troubleOf = (id: string) => lines.find((line) => line.subscriptionId === id)?.trouble;
  expect(troubleOf(one.subscriptionId)).toContain("lock timeout");
  expect(troubleOf(other.subscriptionId)).toBeNull();
});

test("a code that can still be paid is waited for in the preview as well", async ({
  shop,
  db,
  settings,
  ipaymu,
}) => {
  const one = await aSubscription(shop, ending(-3));
  for (const day of [-10, -3]) await billingRun(shop, daysAfter(T, day));
  const { reference, bill } = await openBill(shop, one.subscriptionId, daysAfter(T, -1));
  await ipaymu.choose(reference);
  await db
    .insertInto("gateway_transactions")
    .values({
      trx_id: "77",
      amount_idr: 49_000,
      status: 0,
      outcome: "open",
      order_id: bill.id,
      expires_at: daysAfter(T, 1),
    })
    .execute();
  const { lines } = await previewBilling({ db, settings }, T);
  expect(lines).toMatchObject([{ outcome: "code-payable", statusAfter: "past-due" }]);
});

test("a moment is a day or a minute in WIB, not before now", () => {
  const now = new Date("2027-01-05T03:00:00Z");
  expect(previewMoment("2027-01-31", now)).toEqual(new Date("2027-01-30T17:00:00Z"));
  expect(previewMoment("2027-01-31T09:30", now)).toEqual(new Date("2027-01-31T02:30:00Z"));
  expect(previewMoment(" 2027-01-31 09:30 ", now)).toEqual(new Date("2027-01-31T02:30:00Z"));
  expect(previewMoment("2027-01-05", now)).toEqual(now);
  for (const bad of [
    "",
    "x",
    "2027-01-04",
    "2027-02-31",
    "2027-13-01",
    "2027-01-05 09:59",
    "2038-01-01",
    "2027-01-31 25:00",
  ])
    expect(previewMoment(bad, now), bad).toBeNull();
});
