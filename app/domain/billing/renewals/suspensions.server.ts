import type { PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { record, SYSTEM } from "#app/domain/audit/audit.server.ts";
import { endWebsite, stopUnpaid } from "#app/domain/hosting/websites/standing.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { Db, Tx } from "#db/client.ts";
import { closeAttempts, closeOrder } from "../orders/endings.server.ts";
import type { OrderRow } from "../orders/orders.server.ts";
import { askAboutOrder } from "../payments/inquiries.server.ts";
import { isHeldBack } from "../safety/brake.server.ts";
import { tellAboutBill } from "./renewal-bills.server.ts";
import { later, nextRenewalStep } from "./renewal-dates.ts";
import {
  datesOf,
  findBillId,
  lockBill,
  lockSubscription,
  lookAgain,
  type Renewing,
} from "./renewal-rows.server.ts";

type Deps = { db: Db; gateway: PaymentGateway; settings: Settings };
type Which = { subscriptionId: string };

/** A code that can still be paid delays what non-payment brings, but not for longer than this. */
const MOST_DELAY_DAYS = 3;

/**
 * Suspends a subscription whose grace is over, and has its site and FTP account stopped. The gateway is asked first:
 * what turns out to be paid renews instead, and a code that can still be paid is waited for. Throws when the gateway does
 * not answer. Run twice, the second changes nothing.
 */
export async function suspendUnpaid(deps: Deps, { subscriptionId }: Which, now: Date): Promise<Suspension> {
  await askFirst(deps, subscriptionId, now);
  return deps.db.transaction().execute((tx) => decideSuspension(tx, deps.settings, { subscriptionId }, now));
}

type Suspension = { outcome: "suspended" | "held-back" | "code-payable" | "changed-meanwhile" };

/** What `suspendUnpaid` does once the gateway has answered; asks nobody. */
export async function decideSuspension(
  tx: Tx,
  settings: Settings,
  { subscriptionId }: Which,
  now: Date,
): Promise<Suspension> {
  const bill = await lockBill(tx, subscriptionId);
  const subscription = await lockSubscription(tx, subscriptionId);
  const dates = datesOf(subscription, bill);
  if (!bill || subscription.status !== "past-due" || now < dates.suspendAt) {
    return lookSoon(tx, subscriptionId, now);
  }
  const until = await codePayableUntil(tx, bill, now);
  if (until && now < later(dates.suspendAt, MOST_DELAY_DAYS)) {
    await lookAgain(tx, subscriptionId, until);
    return { outcome: "code-payable" };
  }
  if (await isHeldBack(tx, { subscriptionId, act: "suspend", endsAt: subscription.ends_at }, now)) {
    return { outcome: "held-back" };
  }
  await suspend(tx, settings, { subscription, bill, now });
  return { outcome: "suspended" };
}

type Suspending = { subscription: Renewing; bill: OrderRow; now: Date };

async function suspend(tx: Tx, settings: Settings, { subscription, bill, now }: Suspending): Promise<void> {
  const suspended = { ...subscription, status: "suspended" as const, suspended_at: now };
  const dates = datesOf(suspended, bill);
  await tx
    .updateTable("subscriptions")
    .set({ status: "suspended", suspended_at: now, next_step_at: nextRenewalStep(dates, true, now) })
    .where("id", "=", subscription.id)
    .execute();
  await tx
    .updateTable("orders")
    .set({ expires_at: dates.terminateAt })
    .where("id", "=", bill.id)
    .where("status", "=", "awaiting-payment")
    .execute();
  await note(tx, subscription, "subscription-suspended", bill.id, now);
  await stopUnpaid(tx, { subscriptionId: subscription.id, now });
  await tellAboutBill(tx, settings, {
    kind: "site-suspended",
    order: bill,
    subscription: suspended,
    step: 0,
  });
}

/**
 * Ends a subscription that stayed unpaid to the end, after asking the gateway as for a suspension. Its site stays off
 * for good; a last export is kept, and only after that its files are removed. Run twice, the second changes nothing.
 */
export async function terminateUnpaid(
  deps: Deps,
  { subscriptionId }: Which,
  now: Date,
): Promise<Termination> {
  await askFirst(deps, subscriptionId, now);
  return deps.db.transaction().execute((tx) => decideTermination(tx, { subscriptionId }, now));
}

type Termination = { outcome: "terminated" | "held-back" | "code-payable" | "changed-meanwhile" };

/** What `terminateUnpaid` does once the gateway has answered; asks nobody. */
export async function decideTermination(tx: Tx, { subscriptionId }: Which, now: Date): Promise<Termination> {
  const bill = await lockBill(tx, subscriptionId);
  const subscription = await lockSubscription(tx, subscriptionId);
  const dates = datesOf(subscription, bill);
  if (subscription.status !== "suspended" || now < dates.terminateAt) {
    return lookSoon(tx, subscriptionId, now);
  }
  const until = bill && (await codePayableUntil(tx, bill, now));
  if (until && now < later(dates.terminateAt, MOST_DELAY_DAYS)) {
    await lookAgain(tx, subscriptionId, until);
    return { outcome: "code-payable" };
  }
  if (await isHeldBack(tx, { subscriptionId, act: "terminate", endsAt: subscription.ends_at }, now)) {
    return { outcome: "held-back" };
  }
  await terminate(tx, subscription, bill, now);
  return { outcome: "terminated" };
}

async function terminate(tx: Tx, subscription: Renewing, bill: OrderRow | null, now: Date): Promise<void> {
  if (bill) {
    await closeAttempts(tx, bill.id, now);
    await closeOrder(tx, bill.id, "expired", SYSTEM, now);
  }
  await tx
    .updateTable("subscriptions")
    .set({ status: "terminated", next_step_at: null })
    .where("id", "=", subscription.id)
    .execute();
  await note(tx, subscription, "subscription-terminated", bill?.id ?? null, now);
  await endWebsite(tx, { subscriptionId: subscription.id, now });
}

async function askFirst(deps: Deps, subscriptionId: string, now: Date): Promise<void> {
  const billId = await findBillId(deps.db, subscriptionId);
  if (billId) await askAboutOrder(deps, billId, now);
}

/** Until when somebody can still pay with a code the gateway gave for this bill; null when nobody can. */
async function codePayableUntil(tx: Tx, bill: OrderRow, now: Date): Promise<Date | null> {
  const { until } = await tx
    .selectFrom("gateway_transactions")
    .select((of) => of.fn.max("expires_at").as("until"))
    .where("order_id", "=", bill.id)
    .where("outcome", "=", "open")
    .executeTakeFirstOrThrow();
  return until && until > now ? until : null;
}

/** It was paid while the gateway was asked, or somebody else did it: the next run sees what is due now. */
async function lookSoon(
  tx: Tx,
  subscriptionId: string,
  now: Date,
): Promise<{ outcome: "changed-meanwhile" }> {
  await tx
    .updateTable("subscriptions")
    .set({ next_step_at: now })
    .where("id", "=", subscriptionId)
    .where("next_step_at", "is not", null)
    .execute();
  return { outcome: "changed-meanwhile" };
}

async function note(tx: Tx, subscription: Renewing, event: string, orderId: string | null, now: Date) {
  const { id: subjectId } = subscription;
  await record(tx, { ...SYSTEM, subjectType: "subscription", subjectId, orderId, event, now });
}
