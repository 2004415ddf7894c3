import { setTimeout as pause } from "node:timers/promises";
import { GatewayError, type PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { Db, Tx } from "#db/client.ts";
import { type AttemptRow, closeAttempt, lockOrder, noteAttempt } from "./attempt-rows.server.ts";
import { firstCheck, SESSION_MS } from "./check-times.ts";
import { askAboutAttempt } from "./inquiries.server.ts";
import { LIVE_ATTEMPT } from "./order-status.ts";
import type { OrderRow } from "./orders.server.ts";

type Deps = { db: Db; gateway: PaymentGateway; settings: Settings };
type Wish = { orderId: string; userId: string; locale: "id" | "en"; now: Date };

export type Opening =
  | { outcome: "open"; attemptId: string; url: string }
  | { outcome: "already-paid" | "order-closed" | "gateway-failed" | "no-such-order" };

/** Longer than the gateway is given to answer: whoever was opening a session by then is no longer at it. */
const OPENING_MS = 45_000;

/**
 * Gives the address where an order can be paid. The page that is open already is given again; two tabs at once get
 * the same one. When the gateway fails, the order stays as it is and asking again is safe.
 */
export async function openPayment(deps: Deps, wish: Wish): Promise<Opening> {
  const stale = await findStaleAttempt(deps.db, wish);
  // Its code has run out by the clock; only the gateway knows whether somebody paid in time.
  if (stale && !(await asked(deps, stale, wish.now))) return { outcome: "gateway-failed" };
  const claim = await claimAttempt(deps.db, wish, stale?.id);
  if (claim.outcome === "claimed") return openSession(deps, claim, wish);
  return claim.outcome === "being-opened" ? waitForSession(deps.db, claim.attemptId) : claim;
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

function findStaleAttempt(db: Db, { orderId, userId, now }: Wish) {
  return db
    .selectFrom("payment_attempts")
    .innerJoin("orders", "orders.id", "payment_attempts.order_id")
    .selectAll("payment_attempts")
    .where("orders.id", "=", orderId)
    .where("orders.user_id", "=", userId)
    .where("payment_attempts.status", "in", LIVE_ATTEMPT)
    .where((or) =>
      or.or([
        or("payment_attempts.expires_at", "<=", now),
        or.and([
          or("payment_attempts.expires_at", "is", null),
          or("payment_attempts.created_at", "<=", new Date(now.getTime() - SESSION_MS)),
        ]),
      ]),
    )
    .executeTakeFirst();
}

type Claim =
  | { outcome: "claimed"; order: OrderRow; attempt: AttemptRow }
  | { outcome: "being-opened"; attemptId: string }
  | Exclude<Opening, { outcome: "gateway-failed" }>;

/** Decides, under the order's lock, whether a session is there, is being opened, or is ours to open. */
function claimAttempt(db: Db, { orderId, userId, now }: Wish, staleId: string | undefined): Promise<Claim> {
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
    if (live?.url && live.id !== staleId) return { outcome: "open", attemptId: live.id, url: live.url };
    if (live && isBeingOpened(live, now)) return { outcome: "being-opened", attemptId: live.id };
    if (live) await closeAttempt(tx, live, now);
    return { outcome: "claimed", order, attempt: await insertAttempt(tx, order, now) };
  });
}

/** Until its first check an attempt without a page has somebody at work on it; a crash is known by its age. */
function isBeingOpened(attempt: AttemptRow, now: Date): boolean {
  const age = now.getTime() - attempt.created_at.getTime();
  return attempt.status === "created" && attempt.checks === 0 && age < OPENING_MS;
}

async function insertAttempt(tx: Tx, order: OrderRow, now: Date): Promise<AttemptRow> {
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
      created_at: now,
      next_check_at: firstCheck(now),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await noteAttempt(tx, attempt, "attempt-created", now);
  return attempt;
}

async function openSession(
  { db, gateway, settings }: Deps,
  { order, attempt }: Extract<Claim, { outcome: "claimed" }>,
  { locale, now }: Wish,
): Promise<Opening> {
  const buyer = await db
    .selectFrom("users")
    .select(["name", "email", "phone"])
    .where("id", "=", order.user_id)
    .executeTakeFirstOrThrow();
  const plan = await db
    .selectFrom("plans")
    .select("name")
    .where("id", "=", order.plan_id)
    .executeTakeFirstOrThrow();
  try {
    const session = await gateway.openSession({
      referenceId: attempt.reference_id,
      title: `${settings.business.name} ${plan.name}`,
      description: order.number,
      amountIdr: attempt.amount_idr,
      buyer,
      returnUrl: `${settings.appUrl}/payments/${attempt.id}/return`,
      // Whoever pays by a link is not signed in: both ways back lead where nobody needs to be.
      cancelUrl: `${settings.appUrl}/payments/${attempt.id}/return`,
      notifyUrl: `${settings.appUrl}/api/payment/callback`,
      hours: hoursOpen(order, now),
      language: locale,
    });
    return keepSession(db, attempt, session, now);
  } catch (error) {
    // It may have made a session all the same, but nobody was given its address: the next attempt has another reference.
    await db.updateTable("payment_attempts").set({ checks: 1 }).where("id", "=", attempt.id).execute();
    if (error instanceof GatewayError) return { outcome: "gateway-failed" };
    throw error;
  }
}

/** A bill may be payable for weeks; a payment page is asked for a day at most, and another one after that. */
function hoursOpen(order: OrderRow, now: Date): number {
  const left = Math.min(SESSION_MS, order.expires_at.getTime() - now.getTime());
  return Math.max(1, Math.ceil(left / 3_600_000));
}

async function keepSession(
  db: Db,
  attempt: AttemptRow,
  session: { sessionId: string; url: string },
  now: Date,
): Promise<Opening> {
  return db.transaction().execute(async (tx) => {
    const order = await lockOrder(tx, attempt.order_id);
    const opened = await tx
      .updateTable("payment_attempts")
      .set({ session_id: session.sessionId, url: session.url, status: "open" })
      .where("id", "=", attempt.id)
      .where("status", "=", "created")
      .returning("id")
      .executeTakeFirst();
    // Cancelled or replaced while the gateway was at work: its page must not be given out.
    if (!opened) return { outcome: order.status === "paid" ? "already-paid" : "order-closed" };
    await noteAttempt(tx, attempt, "attempt-opened", now);
    return { outcome: "open", attemptId: attempt.id, url: session.url };
  });
}

/** Another tab is opening the session: its answer is ours too. */
async function waitForSession(db: Db, attemptId: string): Promise<Opening> {
  for (const until = Date.now() + OPENING_MS / 2; Date.now() < until; await pause(100)) {
    const attempt = await db
      .selectFrom("payment_attempts")
      .select(["url", "status", "checks"])
      .where("id", "=", attemptId)
      .executeTakeFirstOrThrow();
    if (attempt.url) return { outcome: "open", attemptId, url: attempt.url };
    if (attempt.status === "closed") return { outcome: "order-closed" };
    if (attempt.status === "paid") return { outcome: "already-paid" };
    if (attempt.checks > 0) break;
  }
  return { outcome: "gateway-failed" };
}
