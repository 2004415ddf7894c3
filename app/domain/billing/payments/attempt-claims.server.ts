import { setTimeout as pause } from "node:timers/promises";
import { GatewayError, type PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { Db, Tx } from "#db/client.ts";
import { LIVE_ATTEMPT } from "../orders/order-status.ts";
import type { OrderRow } from "../orders/orders.server.ts";
import { type AttemptRow, closeAttempt, noteAttempt } from "./attempt-rows.server.ts";
import { firstCheck, SESSION_MS } from "./check-times.ts";
import { askAboutAttempt } from "./inquiries.server.ts";

type Deps = { db: Db; gateway: PaymentGateway; settings: Settings };

/** A way to pay inside the storefront, by the codes of `payment_channels`. */
export type Choice = { method: string; channel: string };
/** `choice` is null for the gateway's own page. */
export type ClaimWish = { orderId: string; userId: string; choice: Choice | null; now: Date };

export type Claim =
  | { outcome: "claimed"; order: OrderRow; attempt: AttemptRow }
  | { outcome: "ready" | "being-opened"; attempt: AttemptRow }
  | { outcome: "already-paid" | "order-closed" | "no-such-order" | "gateway-failed" };

/** Longer than the gateway is given to answer: whoever was opening a payment by then is no longer at it. */
const OPENING_MS = 45_000;

/**
 * Decides whether a payment of the wished kind is there, is being opened by somebody else, or is the caller's to open.
 * One that ran out or is of another kind is asked about first, then closed: an order has one live attempt. Two callers
 * at once get one attempt between them, that of whoever was first. A purchase that turns out to be paid is told so.
 */
export async function claimAttempt(deps: Deps, wish: ClaimWish): Promise<Claim> {
  const replaced = await findReplaced(deps.db, wish);
  if (replaced && !(await asked(deps, replaced, wish.now))) return { outcome: "gateway-failed" };
  return decide(deps, wish, replaced?.id);
}

async function asked(deps: Deps, attempt: AttemptRow, now: Date): Promise<boolean> {
  try {
    await askAboutAttempt(deps, attempt, now);
    return true;
  } catch (error) {
    if (error instanceof GatewayError) return false;
    throw error;
  }
}

/** The live attempt that cannot stay: by the clock it has run out, or it is of another kind than wished. */
async function findReplaced(db: Db, { orderId, userId, choice, now }: ClaimWish) {
  const live = await db
    .selectFrom("payment_attempts")
    .innerJoin("orders", "orders.id", "payment_attempts.order_id")
    .selectAll("payment_attempts")
    .where("orders.id", "=", orderId)
    .where("orders.user_id", "=", userId)
    .where("payment_attempts.status", "in", LIVE_ATTEMPT)
    .executeTakeFirst();
  if (!live || live.status === "created") return undefined;
  const end = live.expires_at?.getTime() ?? live.created_at.getTime() + SESSION_MS;
  return end <= now.getTime() || !isReady(live) || !isOfKind(live, choice) ? live : undefined;
}

function isOfKind(attempt: AttemptRow, choice: Choice | null): boolean {
  if (!choice) return attempt.way === "page";
  return attempt.way === "direct" && attempt.method === choice.method && attempt.channel === choice.channel;
}

/** Whether a buyer can be shown where or what to pay. */
function isReady(attempt: Pick<AttemptRow, "url" | "payment_code" | "qr_payload">): boolean {
  return Boolean(attempt.url || attempt.payment_code || attempt.qr_payload);
}

function decide(
  { db, settings }: Deps,
  { orderId, userId, choice, now }: ClaimWish,
  replacedId: string | undefined,
): Promise<Claim> {
  return db.transaction().execute(async (tx) => {
    const order = await tx
      .selectFrom("orders")
      .selectAll()
      .where("id", "=", orderId)
      .where("user_id", "=", userId)
      .forUpdate()
      .executeTakeFirst();
    if (!order) return { outcome: "no-such-order" };
    if (order.status === "paid" || order.status === "refunded") return { outcome: "already-paid" };
    if (order.status !== "awaiting-payment" || order.expires_at <= now) return { outcome: "order-closed" };

    const live = await tx
      .selectFrom("payment_attempts")
      .selectAll()
      .where("order_id", "=", orderId)
      .where("status", "in", LIVE_ATTEMPT)
      .executeTakeFirst();
    if (live && live.id !== replacedId && isReady(live)) return { outcome: "ready", attempt: live };
    if (live && isBeingOpened(live, now)) return { outcome: "being-opened", attempt: live };
    if (live) await closeAttempt(tx, live, now);
    const { feeBearer } = settings.payment;
    return { outcome: "claimed", order, attempt: await insertAttempt(tx, order, { choice, feeBearer, now }) };
  });
}

/** Until its first check an attempt with nothing to show has somebody at work on it; a crash is known by its age. */
function isBeingOpened(attempt: AttemptRow, now: Date): boolean {
  const age = now.getTime() - attempt.created_at.getTime();
  return attempt.status === "created" && attempt.checks === 0 && age < OPENING_MS;
}

async function insertAttempt(
  tx: Tx,
  order: OrderRow,
  { choice, feeBearer, now }: { choice: Choice | null; feeBearer: AttemptRow["fee_bearer"]; now: Date },
): Promise<AttemptRow> {
  const { before } = await tx
    .selectFrom("payment_attempts")
    .select((of) => of.fn.countAll<number>().as("before"))
    .where("order_id", "=", order.id)
    .executeTakeFirstOrThrow();
  const attempt = await tx
    .insertInto("payment_attempts")
    .values({
      order_id: order.id,
      reference_id: `${order.number}-A${Number(before) + 1}`,
      amount_idr: order.total_idr,
      ...(choice && { way: "direct" as const, ...choice }),
      fee_bearer: feeBearer,
      created_at: now,
      next_check_at: firstCheck(now),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await noteAttempt(tx, attempt, "attempt-created", now);
  return attempt;
}

/** A bill may be payable for weeks; a payment is asked for a day at most, and another one after that. */
export function hoursOpen(order: OrderRow, now: Date): number {
  const left = Math.min(SESSION_MS, order.expires_at.getTime() - now.getTime());
  return Math.max(1, Math.ceil(left / 3_600_000));
}

/** Another tab is opening the payment: what it gets is ours too. Null when it failed. */
export async function waitForOther(
  db: Db,
  attemptId: string,
): Promise<{ outcome: "ready"; attempt: AttemptRow } | { outcome: "already-paid" | "order-closed" } | null> {
  for (const until = Date.now() + OPENING_MS / 2; Date.now() < until; await pause(100)) {
    const { order_status, ...attempt } = await db
      .selectFrom("payment_attempts")
      .innerJoin("orders", "orders.id", "payment_attempts.order_id")
      .selectAll("payment_attempts")
      .select("orders.status as order_status")
      .where("payment_attempts.id", "=", attemptId)
      .executeTakeFirstOrThrow();
    if (attempt.status === "paid" || order_status === "paid") return { outcome: "already-paid" };
    if (order_status !== "awaiting-payment") return { outcome: "order-closed" };
    if (attempt.status === "closed") return null;
    if (isReady(attempt)) return { outcome: "ready", attempt };
    if (attempt.checks > 0) return null;
  }
  return null;
}
