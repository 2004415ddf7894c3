import { sql } from "kysely";
import type { PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { record, SYSTEM } from "#app/domain/audit/audit.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import { enqueue, enqueueAll, job } from "#app/jobs/queue.server.ts";
import type { Db, Tx } from "#db/client.ts";
import { endAtTerm } from "../changes/cancellations.server.ts";
import { emptyTrash, stepOfTrash } from "../changes/site-trash.server.ts";
import type { OrderRow } from "../orders/orders.server.ts";
import { makeBill, payFromCredit, tellAboutBill } from "./renewal-bills.server.ts";
import { dueReminder, nextRenewalStep, type RenewalDates } from "./renewal-dates.ts";
import {
  datesOf,
  findBillId,
  isOutdatedBill,
  isRenewing,
  lockBill,
  lockSubscription,
  lookAgain,
  type Renewing,
} from "./renewal-rows.server.ts";
import { suspendUnpaid, terminateUnpaid } from "./suspensions.server.ts";

type Deps = { db: Db; gateway: PaymentGateway; settings: Settings };

/** A look that was queued and never ran is queued again after this. */
const LEASE_MS = 30 * 60_000;
const BATCH = 1000;

/**
 * Queues a look at every subscription that has something due, each as a job of its own: one bad row stops nothing
 * else. Its cost grows with what is due, not with how many subscriptions there are. Run twice at once, each is queued
 * once. Returns how many were queued.
 */
export async function billingTick(db: Db, now: Date): Promise<{ queued: number }> {
  let queued = 0;
  for (let found = BATCH; found === BATCH; queued += found) {
    found = await db.transaction().execute((tx) => queueDue(tx, now));
  }
  return { queued };
}

/** What the billing run looks at. */
export function isDue(now: Date) {
  return sql<boolean>`next_step_at <= ${now} and status in ('active', 'past-due', 'suspended', 'cancelling')`;
}

/** The ids as an array: only so are the rows found by their key, and not by reading the whole table beside them. */
async function queueDue(tx: Tx, now: Date): Promise<number> {
  const due = await sql<{ id: string }>`
    update subscriptions set next_step_at = ${new Date(now.getTime() + LEASE_MS)}
    where id = any(array(
      select id from subscriptions
      where ${isDue(now)}
      order by next_step_at limit ${BATCH} for update skip locked
    )) returning id`.execute(tx);
  await enqueueAll(
    tx,
    due.rows.map(({ id }) =>
      job("renew-subscription", { subscriptionId: id }, { key: `renew-subscription:${id}` }),
    ),
  );
  return due.rows.length;
}

export type Renewal = {
  outcome:
    | "not-running"
    | "not-due"
    | "renewed-from-credit"
    | "awaiting-payment"
    | "suspended"
    | "terminated"
    | "ended"
    | "in-trash"
    | "held-back"
    | "code-payable"
    | "changed-meanwhile";
};

/**
 * Does what is due now in a subscription's life, from the anchored end of what is paid for: the bill, payment from
 * credit, the newest reminder, past due, suspension after the grace, termination, the end that the customer asked for,
 * or that of a website they deleted; and notes when to look again. Run twice, at once or after days of silence, each thing happens once. Throws when the gateway must be asked and does not
 * answer; nothing is taken away before it has.
 */
export async function renewSubscription(
  deps: Deps,
  { subscriptionId }: { subscriptionId: string },
  now: Date,
): Promise<Renewal> {
  const step = await deps.db.transaction().execute((tx) => takeStep(tx, deps.settings, subscriptionId, now));
  if (step.outcome === "must-suspend") return suspendUnpaid(deps, { subscriptionId }, now);
  if (step.outcome === "must-terminate") return terminateUnpaid(deps, { subscriptionId }, now);
  if (step.outcome === "must-end") return endAtTerm(deps, { subscriptionId }, now);
  if (step.outcome === "must-empty") return emptyTrash(deps, { subscriptionId }, now);
  return { outcome: step.outcome };
}

type Step = { outcome: Renewal["outcome"] | "must-suspend" | "must-terminate" | "must-end" | "must-empty" };

/** One transaction's part of `renewSubscription`; what may only follow after asking the gateway it names. */
export async function takeStep(tx: Tx, settings: Settings, subscriptionId: string, now: Date): Promise<Step> {
  const open = await lockBill(tx, subscriptionId);
  const subscription = await lockSubscription(tx, subscriptionId);
  const isCancelling = subscription.status === "cancelling";
  if (isCancelling && now >= subscription.ends_at) return { outcome: "must-end" };
  const inTrash = await stepOfTrash(tx, subscription, now);
  if (inTrash) return { outcome: inTrash };
  if (isCancelling) {
    await lookAgain(tx, subscriptionId, subscription.ends_at);
    return { outcome: "not-due" };
  }
  if (!isRenewing(subscription.status)) {
    await lookAgain(tx, subscriptionId, null);
    return { outcome: "not-running" };
  }
  // Billed or paid by somebody else while we waited for the locks: that run has done what was due.
  if ((await findBillId(tx, subscriptionId)) !== (open?.id ?? null)) return { outcome: "changed-meanwhile" };
  // The bill is of the plan before a change: it is closed after asking the gateway, and the next look makes the new one.
  if (open && isOutdatedBill(open, subscription)) {
    await enqueue(
      tx,
      "close-outdated-orders",
      { subscriptionId },
      { key: `close-outdated-orders:${subscriptionId}` },
    );
    return { outcome: "changed-meanwhile" };
  }

  const isSuspended = subscription.status === "suspended";
  const before = datesOf(subscription, open);
  if (isSuspended && now >= before.terminateAt) return { outcome: "must-terminate" };
  if (now < before.billAt) {
    await lookAgain(tx, subscriptionId, before.billAt);
    return { outcome: "not-due" };
  }
  const bill = open ?? (await makeBill(tx, settings, subscription, now));
  if (await payFromCredit(tx, bill, now)) return { outcome: "renewed-from-credit" };
  const dates = datesOf(subscription, bill);
  if (subscription.status === "active" && now >= dates.endsAt) await markPastDue(tx, subscription, bill, now);
  if (!isSuspended && now >= dates.suspendAt) return { outcome: "must-suspend" };
  await remind(tx, settings, { subscription, bill, dates, now });
  await lookAgain(tx, subscriptionId, nextRenewalStep(dates, isSuspended, now));
  return { outcome: isSuspended ? "suspended" : "awaiting-payment" };
}

async function markPastDue(tx: Tx, subscription: Renewing, bill: OrderRow, now: Date): Promise<void> {
  await tx
    .updateTable("subscriptions")
    .set({ status: "past-due" })
    .where("id", "=", subscription.id)
    .where("status", "=", "active")
    .execute();
  await record(tx, {
    ...SYSTEM,
    subjectType: "subscription",
    subjectId: subscription.id,
    orderId: bill.id,
    event: "subscription-past-due",
    now,
  });
}

type Reminding = { subscription: Renewing; bill: OrderRow; dates: RenewalDates; now: Date };

/** Each letter has a key of its own period and step: asked for again, it is not sent again. */
async function remind(
  tx: Tx,
  settings: Settings,
  { subscription, bill, dates, now }: Reminding,
): Promise<void> {
  const about = { order: bill, subscription };
  if (subscription.status === "suspended") {
    if (now >= dates.warnAt)
      await tellAboutBill(tx, settings, { ...about, kind: "termination-soon", step: 0 });
    return;
  }
  if (dates.overdueAt && now >= dates.overdueAt) {
    await tellAboutBill(tx, settings, { ...about, kind: "past-due", step: 0 });
    return;
  }
  const step = dueReminder(dates, now);
  if (step !== null) await tellAboutBill(tx, settings, { ...about, kind: "renewal-due", step });
}
