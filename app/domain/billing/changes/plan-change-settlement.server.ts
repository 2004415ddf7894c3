import { GATEWAY, record, SYSTEM } from "#app/domain/audit/audit.server.ts";
import { enqueueAll, type Job, job } from "#app/jobs/queue.server.ts";
import type { Tx } from "#db/client.ts";
import { closeOrder } from "../orders/endings.server.ts";
import type { OrderRow } from "../orders/orders.server.ts";
import { periodEnd } from "../renewals/periods.ts";
import { lockSubscription } from "../renewals/renewal-rows.server.ts";
import { type ChangeRow, type Changing, isOfThisState, readChanging } from "./plan-change-rows.server.ts";

/**
 * Does what a paid change of plan bought, under the lock of its order. "not-applied" when the subscription is no longer
 * as it was when the change was reckoned, or its period is over: the order is closed then, and the money must become
 * credit. More domains than the plan holds are no reason: what was paid for happens, and its letter tells of them.
 */
export async function applyPaidChange(
  tx: Tx,
  order: OrderRow,
  now: Date,
): Promise<{ outcome: "applied" | "not-applied" }> {
  const change = await tx
    .selectFrom("plan_changes")
    .selectAll()
    .where("order_id", "=", order.id)
    .where("status", "=", "awaiting-payment")
    .executeTakeFirst();
  if (!change) return { outcome: "not-applied" };
  await lockSubscription(tx, change.subscription_id);
  const which = { userId: order.user_id, subscriptionId: change.subscription_id };
  const state = await readChanging(tx, which, now);
  if (!state || !isApplicable(state, change, now)) {
    await closeOrder(tx, order.id, "cancelled", SYSTEM, now);
    return { outcome: "not-applied" };
  }
  await tx
    .updateTable("plan_changes")
    .set({ status: "applied", applied_at: now })
    .where("id", "=", change.id)
    .execute();
  await applyChange(tx, { change, state, order, givenBackIdr: 0, now });
  return { outcome: "applied" };
}

function isApplicable({ subscription, site }: Changing, change: ChangeRow, now: Date): boolean {
  const isThere = site !== null && site.status !== "deleting" && site.status !== "deleted";
  const isRunning = subscription.status === "active" && now < subscription.ends_at;
  return isThere && isRunning && isOfThisState(change, subscription);
}

type Applying = {
  change: ChangeRow;
  state: Changing;
  /** What paid for it; null when nothing was to be paid. */
  order: OrderRow | null;
  givenBackIdr: number;
  now: Date;
};

/**
 * Moves a subscription to its new plan, price and term: the only place that does. In the caller's transaction, under the
 * subscription's lock. The app's limits are read from the plan and follow by themselves; orders that no longer fit are
 * closed by a job, after asking the gateway.
 */
export async function applyChange(tx: Tx, applying: Applying): Promise<void> {
  const { change, state, order, now } = applying;
  const { subscription } = state;
  const isNewPeriod = change.to_cycle !== change.from_cycle;
  const endsAt = isNewPeriod ? periodEnd(now, change.to_cycle, 1) : subscription.ends_at;
  if (isNewPeriod) await beginPeriod(tx, applying, endsAt);
  await tx
    .updateTable("subscriptions")
    .set({
      plan_id: change.to_plan_id,
      price_id: change.to_price_id,
      cycle: change.to_cycle,
      ends_at: endsAt,
      next_step_at: now,
      ...(isNewPeriod && { anchor_at: now }),
    })
    .where("id", "=", subscription.id)
    .execute();
  await record(tx, {
    ...(order ? GATEWAY : { actor: "customer" as const, actorId: change.user_id }),
    subjectType: "subscription",
    subjectId: subscription.id,
    orderId: order?.id ?? null,
    event: "plan-changed",
    detail: {
      from: `${change.from_plan_id} ${change.from_cycle}`,
      to: `${change.to_plan_id} ${change.to_cycle}`,
      differenceIdr: change.difference_idr,
      endsAt: endsAt.toISOString(),
    },
    now,
  });
  await enqueueAll(tx, await followUps(tx, { ...applying, endsAt }));
}

/** What was paid of the old term ends here; nothing of it lies beyond, and the new one begins without a gap. */
async function beginPeriod(tx: Tx, { change, order, now }: Applying, endsAt: Date): Promise<void> {
  const { id: changeId, subscription_id: subscriptionId } = change;
  await tx
    .deleteFrom("subscription_periods")
    .where("subscription_id", "=", subscriptionId)
    .where("starts_at", ">=", now)
    .execute();
  await tx
    .updateTable("subscription_periods")
    .set({ ends_at: now })
    .where("subscription_id", "=", subscriptionId)
    .where("ends_at", ">", now)
    .execute();
  await tx
    .insertInto("subscription_periods")
    .values({
      subscription_id: subscriptionId,
      starts_at: now,
      ends_at: endsAt,
      order_id: order?.id ?? null,
      change_id: changeId,
    })
    .execute();
}

async function followUps(tx: Tx, following: Applying & { endsAt: Date }): Promise<Job[]> {
  const { change, state, order, givenBackIdr, endsAt } = following;
  const { subscription, site } = state;
  const { name: planName, max_domains: planDomains } = await tx
    .selectFrom("plans")
    .select(["name", "max_domains"])
    .where("id", "=", change.to_plan_id)
    .executeTakeFirstOrThrow();
  const outdated = { subscriptionId: subscription.id };
  const letter = {
    key: `plan-changed:${change.id}`,
    kind: "plan-changed" as const,
    userId: change.user_id,
    values: {
      websiteId: site?.id ?? "",
      host: site?.host ?? "",
      planName,
      cycle: change.to_cycle,
      paidIdr: order?.total_idr ?? 0,
      givenBackIdr,
      endsAt: endsAt.toISOString(),
      domains: state.domainCount,
      planDomains,
    },
  };
  return [
    job("close-outdated-orders", outdated, { key: `close-outdated-orders:${subscription.id}` }),
    job("send-notice", letter),
    ...(order ? [job("issue-invoice", { orderId: order.id }, { key: `issue-invoice:${order.id}` })] : []),
  ];
}
