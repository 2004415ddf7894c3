import { GatewayError, type PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { Db } from "#db/client.ts";
import { type Claim, claimAttempt, hoursOpen, waitForOther } from "./attempt-claims.server.ts";
import { type AttemptRow, lockOrder, noteAttempt } from "./attempt-rows.server.ts";

type Deps = { db: Db; gateway: PaymentGateway; settings: Settings };
type Wish = { orderId: string; userId: string; locale: "id" | "en"; now: Date };

/** Where to pay: the gateway's page, or our own with a code (`isCode`). */
type Open = { outcome: "open"; attemptId: string; url: string; isCode: boolean };

export type Opening =
  | Open
  | { outcome: "already-paid" | "order-closed" | "gateway-failed" | "no-such-order" };

/**
 * Gives the address where an order can be paid: the gateway's page. The page that is open already is given again; two
 * tabs at once get the same one. A code that was given inside the storefront is asked about and closed. When the
 * gateway fails, the order stays as it is and asking again is safe.
 */
export async function openPayment(deps: Deps, wish: Wish): Promise<Opening> {
  const claim = await claimAttempt(deps, { ...wish, choice: null });
  if (claim.outcome === "claimed") return openSession(deps, claim, wish);
  if (claim.outcome === "ready") return addressOf(deps.settings, claim.attempt);
  if (claim.outcome !== "being-opened") return { outcome: claim.outcome };
  const other = await waitForOther(deps.db, claim.attempt.id);
  if (other?.outcome === "ready") return addressOf(deps.settings, other.attempt);
  return other ?? { outcome: "gateway-failed" };
}

/** Where a buyer goes with an attempt: the gateway's page, or our own with the code. */
export function addressOf(settings: Settings, attempt: AttemptRow): Open {
  const number = attempt.reference_id.replace(/-A\d+$/, "");
  const ours = `${settings.appUrl}/orders/${number}/pay/${attempt.id}`;
  return { outcome: "open", attemptId: attempt.id, url: attempt.url ?? ours, isCode: !attempt.url };
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
      feeBearer: attempt.fee_bearer,
    });
    return keepSession(db, attempt, session, now);
  } catch (error) {
    // It may have made a session all the same, but nobody was given its address: the next attempt has another reference.
    await db.updateTable("payment_attempts").set({ checks: 1 }).where("id", "=", attempt.id).execute();
    if (error instanceof GatewayError) return { outcome: "gateway-failed" };
    throw error;
  }
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
    return { outcome: "open", attemptId: attempt.id, url: session.url, isCode: false };
  });
}
