import { sql } from "kysely";
import type { PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { openPayment } from "#app/domain/billing/payments/attempts.server.ts";
import { type Cycle, periodEnd } from "#app/domain/billing/renewals/periods.ts";
import { billingTick, renewSubscription } from "#app/domain/billing/renewals/renewals.server.ts";
import { startSubscription } from "#app/domain/billing/renewals/subscriptions.server.ts";
import { createWebsite } from "#app/domain/hosting/websites/websites.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { JobName, Payload } from "#app/jobs/payloads.ts";
import type { Db } from "#db/client.ts";
import { anOrder } from "./billing.ts";

type Shop = { db: Db; gateway: PaymentGateway; settings: Settings };

const DAY_MS = 86_400_000;
export const daysAfter = (moment: Date, days: number) => new Date(moment.getTime() + days * DAY_MS);

/** What ends exactly so many days from now: monthly, or yearly on the days on which no monthly term ends. */
export function endingIn(days: number): { anchor: Date; cycle: Cycle } {
  const target = daysAfter(new Date(), days);
  const found = (["monthly", "yearly"] as const)
    .map((cycle) => ({ cycle, anchor: periodEnd(target, cycle, -1) }))
    .find(({ cycle, anchor }) => periodEnd(anchor, cycle, 1).getTime() === target.getTime());
  if (!found) throw new Error("no term ends then");
  return found;
}

/** A subscription that began at `anchor` with a paid order and a website that nobody has made yet. */
export async function aSubscription(
  shop: Shop,
  { anchor, cycle = "monthly", userId }: { anchor: Date; cycle?: Cycle; userId?: string },
) {
  const { db } = shop;
  const placed = await anOrder(shop, { now: anchor, cycle, ...(userId && { userId }) });
  const order = await db
    .selectFrom("orders")
    .selectAll()
    .where("id", "=", placed.orderId)
    .executeTakeFirstOrThrow();
  return db.transaction().execute(async (tx) => {
    const { subscriptionId, endsAt } = await startSubscription(tx, {
      userId: order.user_id,
      orderId: order.id,
      planId: order.plan_id,
      priceId: order.price_id,
      cycle,
      anchor,
      now: anchor,
    });
    await tx
      .updateTable("orders")
      .set({ status: "paid", paid_at: anchor, subscription_id: subscriptionId })
      .where("id", "=", order.id)
      .execute();
    const host = `${order.site_label}.situs.test`;
    const site = { userId: order.user_id, subscriptionId, orderId: order.id, host, now: anchor };
    const { websiteId } = await createWebsite(tx, site);
    return { userId: order.user_id, subscriptionId, endsAt, websiteId, host, amountIdr: placed.amountIdr };
  });
}

/** Takes all waiting jobs of a name out of the queue, as a worker does. */
export async function takeJobs<Name extends JobName>(db: Db, name: Name): Promise<Payload<Name>[]> {
  const { rows } = await sql<{ payload: Payload<Name> }>`
    delete from graphile_worker._private_jobs as job using graphile_worker._private_tasks as task
    where task.id = job.task_id and task.identifier = ${name} returning job.payload`.execute(db);
  return rows.map((row) => row.payload);
}

/** One billing run with the jobs it queues; what failed is given back, not thrown. */
export async function billingRun(shop: Shop, now: Date): Promise<unknown[]> {
  await billingTick(shop.db, now);
  const troubles: unknown[] = [];
  for (const job of await takeJobs(shop.db, "renew-subscription")) {
    await renewSubscription(shop, job, now).catch((error: unknown) => troubles.push(error));
  }
  return troubles;
}

/** Credit from nowhere, as staff would give it. */
export async function giveCredit(db: Db, userId: string, amountIdr: number): Promise<void> {
  await db
    .insertInto("credit_entries")
    .values({ user_id: userId, amount_idr: amountIdr, reason: "manual" })
    .execute();
}

/** The bills of a subscription, the oldest first. */
export function billsOf(db: Db, subscriptionId: string) {
  return db
    .selectFrom("orders")
    .selectAll()
    .where("subscription_id", "=", subscriptionId)
    .where("kind", "=", "renewal")
    .orderBy("period_starts_at")
    .execute();
}

/** Opens the payment page of a subscription's unpaid bill; what the sandbox is told to pay. */
export async function openBill(shop: Shop, subscriptionId: string, now: Date) {
  const bill = (await billsOf(shop.db, subscriptionId)).find((one) => one.status === "awaiting-payment");
  if (!bill) throw new Error("no bill is open");
  const wish = { orderId: bill.id, userId: bill.user_id, locale: "id" as const, now };
  const opened = await openPayment(shop, wish);
  if (opened.outcome !== "open") throw new Error(opened.outcome);
  const { reference_id: reference } = await shop.db
    .selectFrom("payment_attempts")
    .select("reference_id")
    .where("id", "=", opened.attemptId)
    .executeTakeFirstOrThrow();
  return { bill, reference };
}
