import type { PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { SYSTEM } from "#app/domain/audit/audit.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { Db, Tx } from "#db/client.ts";
import { findOpenChange, isOfThisState } from "../changes/plan-change-rows.server.ts";
import { lockOrder } from "../payments/attempt-rows.server.ts";
import { askAboutOrder } from "../payments/inquiries.server.ts";
import { isOutdatedBill, isRenewing, lockSubscription, lookAgain } from "../renewals/renewal-rows.server.ts";
import { closeAttempts, closeOrder } from "./endings.server.ts";
import type { OrderRow } from "./orders.server.ts";

type Deps = { db: Db; gateway: PaymentGateway; settings: Settings };

/**
 * Closes the unpaid orders of a subscription that no longer fit it: a bill at the price of another plan or for a period
 * that begins elsewhere now, a change reckoned from another state. The gateway is asked first; money that comes all the
 * same becomes credit. The billing run makes the right bill after that. Throws while the gateway does not answer; run
 * twice, the second changes nothing.
 */
export async function closeOutdatedOrders(
  deps: Deps,
  { subscriptionId }: { subscriptionId: string },
  now: Date,
): Promise<{ closed: number }> {
  const open = await deps.db
    .selectFrom("orders")
    .select("id")
    .where("subscription_id", "=", subscriptionId)
    .where("status", "=", "awaiting-payment")
    .orderBy("id")
    .execute();
  let closed = 0;
  for (const { id } of open) {
    if (!(await isOutdatedNow(deps.db, id, subscriptionId))) continue;
    await askAboutOrder(deps, id, now);
    if (await deps.db.transaction().execute((tx) => closeOutdated(tx, id, subscriptionId, now))) closed += 1;
  }
  return { closed };
}

async function closeOutdated(tx: Tx, orderId: string, subscriptionId: string, now: Date): Promise<boolean> {
  const order = await lockOrder(tx, orderId);
  const subscription = await lockSubscription(tx, subscriptionId);
  if (order.status !== "awaiting-payment" || !(await isOutdated(tx, order, subscription))) return false;
  await closeAttempts(tx, orderId, now);
  await closeOrder(tx, orderId, "cancelled", SYSTEM, now);
  if (isRenewing(subscription.status)) await lookAgain(tx, subscriptionId, now);
  return true;
}

async function isOutdatedNow(db: Db, orderId: string, subscriptionId: string): Promise<boolean> {
  const order = await db.selectFrom("orders").selectAll().where("id", "=", orderId).executeTakeFirstOrThrow();
  const subscription = await db
    .selectFrom("subscriptions")
    .select(["price_id", "ends_at"])
    .where("id", "=", subscriptionId)
    .executeTakeFirstOrThrow();
  return isOutdated(db, order, subscription);
}

type Now = { price_id: string; ends_at: Date };

async function isOutdated(db: Db, order: OrderRow, subscription: Now): Promise<boolean> {
  if (order.kind === "renewal") return isOutdatedBill(order, subscription);
  if (order.kind !== "upgrade" || !order.subscription_id) return false;
  const change = await findOpenChange(db, order.subscription_id);
  return change === null || change.order_id !== order.id || !isOfThisState(change, subscription);
}
