import {
  type DirectOpening,
  GatewayError,
  type GatewayTransaction,
  type PaymentGateway,
} from "#app/adapters/ipaymu/ipaymu.server.ts";
import { askForAttention } from "#app/domain/attention/attention.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { Db } from "#db/client.ts";
import { LIVE_ATTEMPT } from "../orders/order-status.ts";
import { type Choice, type Claim, claimAttempt, hoursOpen, waitForOther } from "./attempt-claims.server.ts";
import { type AttemptRow, closeAttempt, lockOrder, noteAttempt } from "./attempt-rows.server.ts";
import { addressOf, type Opening } from "./attempts.server.ts";
import { findWay } from "./channels.server.ts";
import { nextCheck } from "./check-times.ts";
import { keepTransaction } from "./transactions.server.ts";

type Deps = { db: Db; gateway: PaymentGateway; settings: Settings };
type Wish = { orderId: string; userId: string; choice: Choice; now: Date };
type Claimed = Extract<Claim, { outcome: "claimed" }>;

export type DirectOpeningOutcome =
  | Opening
  | { outcome: "channel-unavailable" | "buyer-refused" | "amount-refused" | "phone-missing" };

/**
 * Gives the address of our own page with a code to pay an order by: a virtual account, QRIS or a shop's counter. The
 * code of the same kind that is open already is given again; one of another kind, and an open page of the gateway's, is
 * asked about first and closed (both may still be paid: the second payment becomes credit). Two tabs at once get one
 * code. When the gateway refuses or fails, the order stays as it is and any way to pay can be tried.
 */
export async function openDirectPayment(deps: Deps, wish: Wish): Promise<DirectOpeningOutcome> {
  const refusal = await refuse(deps, wish);
  if (refusal) return refusal;
  const claim = await claimAttempt(deps, wish);
  if (claim.outcome === "claimed") return askForCode(deps, claim, wish.now);
  if (claim.outcome === "ready") return addressOf(deps.settings, claim.attempt);
  if (claim.outcome !== "being-opened") return { outcome: claim.outcome };
  const other = await waitForOther(deps.db, claim.attempt.id);
  if (other?.outcome === "ready") return addressOf(deps.settings, other.attempt);
  return other ?? { outcome: "gateway-failed" };
}

/** What can be known without asking the gateway, before anything is closed for it. */
async function refuse({ db }: Deps, { orderId, userId, choice }: Wish): Promise<DirectOpeningOutcome | null> {
  const order = await db
    .selectFrom("orders")
    .innerJoin("users", "users.id", "orders.user_id")
    .select(["orders.total_idr as totalIdr", "users.phone"])
    .where("orders.id", "=", orderId)
    .where("orders.user_id", "=", userId)
    .executeTakeFirst();
  if (!order) return { outcome: "no-such-order" };
  if (!(await findWay(db, choice, order.totalIdr))) return { outcome: "channel-unavailable" };
  return order.phone ? null : { outcome: "phone-missing" };
}

async function askForCode(deps: Deps, { order, attempt }: Claimed, now: Date): Promise<DirectOpeningOutcome> {
  const { db, gateway, settings } = deps;
  const buyer = await db
    .selectFrom("users")
    .select(["name", "email", "phone"])
    .where("id", "=", order.user_id)
    .executeTakeFirstOrThrow();
  try {
    const opening = await gateway.openDirect({
      referenceId: attempt.reference_id,
      amountIdr: attempt.amount_idr,
      buyer: { ...buyer, phone: buyer.phone ?? "" },
      method: attempt.method ?? "",
      channel: attempt.channel ?? "",
      notifyUrl: `${settings.appUrl}/api/payment/callback`,
      hours: hoursOpen(order, now),
      feeBearer: attempt.fee_bearer,
    });
    if (opening.outcome === "opened") return keepCode(deps, attempt, opening, now);
    await noteRefusal(db, attempt, opening.outcome, now);
    return { outcome: opening.outcome };
  } catch (error) {
    // A code may exist all the same: the history tells at the next check. Nobody has seen it, and asking again is safe.
    await db.updateTable("payment_attempts").set({ checks: 1 }).where("id", "=", attempt.id).execute();
    if (error instanceof GatewayError) return { outcome: "gateway-failed" };
    throw error;
  }
}

/** Nothing was made for it. That the account may not take direct payments is for a person to put right. */
async function noteRefusal(db: Db, attempt: AttemptRow, outcome: string, now: Date): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await lockOrder(tx, attempt.order_id);
    await closeAttempt(tx, attempt, now);
    if (outcome !== "buyer-refused") return;
    await askForAttention(tx, {
      kind: "direct-refused",
      subject: "ipaymu",
      detail: { reference: attempt.reference_id },
      orderId: attempt.order_id,
    });
  });
}

type Opened = Extract<DirectOpening, { outcome: "opened" }>;

/** Writes down the code and the transaction behind it. The gateway's notice may have been quicker than its answer. */
async function keepCode(
  { db, settings }: Deps,
  attempt: AttemptRow,
  code: Opened,
  now: Date,
): Promise<DirectOpeningOutcome> {
  return db.transaction().execute(async (tx) => {
    const order = await lockOrder(tx, attempt.order_id);
    const opened = await tx
      .updateTable("payment_attempts")
      .set({
        status: "awaiting",
        trx_id: code.trxId,
        payment_code: code.paymentCode,
        payment_name: code.paymentName,
        qr_payload: code.qrPayload,
        fee_idr: code.totalIdr - attempt.amount_idr,
        expires_at: code.expiresAt,
        next_check_at: nextCheck(now, 0, code.expiresAt),
      })
      .where("id", "=", attempt.id)
      .where("status", "in", LIVE_ATTEMPT)
      .returningAll()
      .executeTakeFirst();
    // Cancelled, replaced or paid while the gateway was at work: its code must not be given out.
    if (!opened) return { outcome: order.status === "paid" ? "already-paid" : "order-closed" };
    await keepTransaction(tx, { transaction: transactionOf(attempt, code), attempt, outcome: "open", now });
    await noteAttempt(tx, opened, "attempt-opened", now);
    return addressOf(settings, opened);
  });
}

/** The transaction of a code just given: nobody has paid it yet. */
function transactionOf(attempt: AttemptRow, code: Opened): GatewayTransaction {
  return {
    trxId: code.trxId,
    referenceId: attempt.reference_id,
    sessionId: null,
    status: 0,
    state: "open",
    amountIdr: code.totalIdr,
    subtotalIdr: attempt.amount_idr,
    feeIdr: code.feeIdr,
    method: attempt.method,
    channel: attempt.channel,
    createdAt: null,
    expiresAt: code.expiresAt,
    paidAt: null,
  };
}
