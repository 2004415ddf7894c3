import { GatewayError, type PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { type Actor, record, SYSTEM } from "#app/domain/audit/audit.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { Db, Tx } from "#db/client.ts";
import { closeAttempt, lockOrder } from "../payments/attempt-rows.server.ts";
import { askAboutOrder } from "../payments/inquiries.server.ts";
import { isTimeDoubted } from "../safety/clock-marks.server.ts";
import { LIVE_ATTEMPT, type OrderStatus } from "./order-status.ts";

type Deps = { db: Db; gateway: PaymentGateway; settings: Settings };

export type Cancellation = {
  outcome: "cancelled" | "already-paid" | "already-closed" | "gateway-silent" | "is-renewal";
};

/**
 * Cancels an unpaid order for its owner. The gateway is asked first: what turns out to be paid is settled instead, and
 * while the gateway does not answer nothing is cancelled. Called again it says that the order is closed. The bill of a
 * running subscription is not cancelled: whoever does not want to renew leaves it unpaid.
 */
export async function cancelOrder(
  deps: Deps,
  { orderId, userId, now }: { orderId: string; userId: string; now: Date },
): Promise<Cancellation> {
  const own = await deps.db
    .selectFrom("orders")
    .select(["status", "kind"])
    .where("id", "=", orderId)
    .where("user_id", "=", userId)
    .executeTakeFirst();
  if (!own) return { outcome: "already-closed" };
  if (own.status !== "awaiting-payment") return refusal(own.status);
  if (own.kind === "renewal") return { outcome: "is-renewal" };
  try {
    await askAboutOrder(deps, orderId, now);
  } catch (error) {
    if (error instanceof GatewayError) return { outcome: "gateway-silent" };
    throw error;
  }
  return deps.db.transaction().execute(async (tx) => {
    const order = await lockOrder(tx, orderId);
    if (order.status !== "awaiting-payment") return refusal(order.status);
    await closeAttempts(tx, orderId, now);
    await closeOrder(tx, orderId, "cancelled", { actor: "customer", actorId: userId }, now);
    return { outcome: "cancelled" };
  });
}

function refusal(status: OrderStatus): Cancellation {
  return { outcome: status === "paid" || status === "refunded" ? "already-paid" : "already-closed" };
}

const BATCH = 100;

/**
 * Expires unpaid orders whose time is over, each on its own: one that cannot be asked about waits for the next run.
 * Returns how many expired and what went wrong with the others. While time is in doubt none expires.
 */
export async function expireOrders(deps: Deps, now: Date): Promise<{ expired: number; troubles: unknown[] }> {
  if (await isTimeDoubted(deps.db, now)) return { expired: 0, troubles: [] };
  const due = await deps.db
    .selectFrom("orders")
    .select("id")
    .where("status", "=", "awaiting-payment")
    .where("expires_at", "<=", now)
    .orderBy("expires_at")
    .limit(BATCH)
    .execute();
  const troubles: unknown[] = [];
  let expired = 0;
  for (const { id } of due) {
    try {
      if ((await expireOrder(deps, id, now)).outcome === "expired") expired += 1;
    } catch (error) {
      troubles.push(error);
      // One question is enough to know that nobody answers.
      if (error instanceof GatewayError && error.trouble === "unreachable") break;
    }
  }
  return { expired, troubles };
}

/**
 * Expires one order after asking the gateway. While a code can still be paid, the order waits for it. Its attempts
 * stay watched until a day after they ran out: late money becomes credit. Throws when the gateway does not answer.
 */
export async function expireOrder(
  deps: Deps,
  orderId: string,
  now: Date,
): Promise<{ outcome: "expired" | "payable-longer" | "not-due" }> {
  await askAboutOrder(deps, orderId, now);
  return deps.db.transaction().execute(async (tx) => {
    const order = await lockOrder(tx, orderId);
    if (order.status !== "awaiting-payment" || order.expires_at > now) return { outcome: "not-due" };
    const { until } = await tx
      .selectFrom("gateway_transactions")
      .select((of) => of.fn.max("expires_at").as("until"))
      .where("order_id", "=", orderId)
      .where("outcome", "=", "open")
      .executeTakeFirstOrThrow();
    if (until && until > now) {
      await tx.updateTable("orders").set({ expires_at: until }).where("id", "=", orderId).execute();
      return { outcome: "payable-longer" };
    }
    await closeOrder(tx, orderId, "expired", SYSTEM, now);
    return { outcome: "expired" };
  });
}

/** Ends an unpaid order and the change of plan that waited for it, in the caller's transaction and under the order's lock. */
export async function closeOrder(
  tx: Tx,
  orderId: string,
  status: "cancelled" | "expired",
  who: Actor,
  now: Date,
): Promise<void> {
  await tx.updateTable("orders").set({ status, closed_at: now }).where("id", "=", orderId).execute();
  await tx
    .updateTable("plan_changes")
    .set({ status: "withdrawn" })
    .where("order_id", "=", orderId)
    .where("status", "=", "awaiting-payment")
    .execute();
  const event = `order-${status}`;
  await record(tx, { ...who, subjectType: "order", subjectId: orderId, orderId, event, now });
}

/** Stops expecting money on all attempts of an order, under the order's lock. Money that comes all the same is counted. */
export async function closeAttempts(tx: Tx, orderId: string, now: Date): Promise<void> {
  const live = await tx
    .selectFrom("payment_attempts")
    .selectAll()
    .where("order_id", "=", orderId)
    .where("status", "in", LIVE_ATTEMPT)
    .forUpdate()
    .execute();
  for (const attempt of live) await closeAttempt(tx, attempt, now);
}
