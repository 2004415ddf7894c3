import type { PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { isUuid } from "#app/domain/hosting/websites/websites.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { Db } from "#db/client.ts";
import { LIVE_ATTEMPT } from "../orders/order-status.ts";
import { findAttempt } from "./attempt-rows.server.ts";
import { type News, readReturn } from "./returns.server.ts";

type Deps = { db: Db; gateway: PaymentGateway; settings: Settings };
type Visit = { userId: string; orderNumber: string; attemptId: string };

/** A code given inside the storefront and what became of it. Amounts in whole rupiah. */
export type PaymentCode = {
  attemptId: string;
  orderNumber: string;
  /** `given`: to be paid now. `ran-out`: its time is over and nobody has paid. `lost`: the gateway never gave one. */
  state: "given" | "ran-out" | "lost" | Exclude<News["state"], "code-given" | "not-seen" | "ended">;
  isGatewaySilent: boolean;
  method: string;
  channel: string;
  code: string | null;
  holder: string | null;
  qrPayload: string | null;
  /** What the buyer hands over, `feeIdr` included. */
  totalIdr: number;
  feeIdr: number;
  expiresAt: Date | null;
  createdAt: Date;
};

/**
 * One of the customer's own codes, after asking the gateway where that can change anything (`mayAsk`; at most every few
 * seconds). Null for anybody else's, for another order's, and for an attempt on the gateway's page.
 */
export async function readCode(
  deps: Deps,
  { userId, orderNumber, attemptId }: Visit,
  now: Date,
  mayAsk: boolean,
): Promise<PaymentCode | null> {
  const before = isUuid(attemptId) ? await findAttempt(deps.db, attemptId) : null;
  if (before?.way !== "direct" || before.userId !== userId || before.orderNumber !== orderNumber) return null;
  const news = await readReturn(deps, { userId, attemptId, trxId: before.trxId }, now, mayAsk);
  const attempt = (await findAttempt(deps.db, attemptId)) ?? before;
  const feeIdr = attempt.feeIdr ?? 0;
  return {
    attemptId,
    orderNumber,
    state: stateOf(attempt, news?.state ?? "not-seen", now),
    isGatewaySilent: news?.isGatewaySilent ?? false,
    method: attempt.method ?? "",
    channel: attempt.channel ?? "",
    code: attempt.paymentCode,
    holder: attempt.paymentName,
    qrPayload: attempt.qrPayload,
    totalIdr: attempt.amountIdr + feeIdr,
    feeIdr,
    expiresAt: attempt.expiresAt,
    createdAt: attempt.createdAt,
  };
}

type Attempt = NonNullable<Awaited<ReturnType<typeof findAttempt>>>;

function stateOf(attempt: Attempt, news: News["state"], now: Date): PaymentCode["state"] {
  if (news !== "code-given" && news !== "not-seen" && news !== "ended") return news;
  // Paid by another attempt: this one is not to be paid as well.
  if (attempt.orderStatus === "paid") return "paid";
  if (attempt.orderStatus === "refunded") return "refunded";
  if (!attempt.paymentCode && !attempt.qrPayload) return "lost";
  const isOver = news === "ended" || attempt.status === "closed";
  return isOver || !attempt.expiresAt || attempt.expiresAt <= now ? "ran-out" : "given";
}

/** A code that can be paid now, as lists show it. */
export type OpenCode = Pick<PaymentCode, "attemptId" | "method" | "channel" | "code" | "totalIdr"> & {
  orderId: string;
  expiresAt: Date;
};

/** The customer's codes that can still be paid by the gateway's own time: one for an order at most. Asks nobody. */
export async function listOpenCodes(db: Db, userId: string, now: Date): Promise<OpenCode[]> {
  const rows = await db
    .selectFrom("payment_attempts")
    .innerJoin("orders", "orders.id", "payment_attempts.order_id")
    .selectAll("payment_attempts")
    .where("orders.user_id", "=", userId)
    .where("orders.status", "=", "awaiting-payment")
    .where("payment_attempts.way", "=", "direct")
    .where("payment_attempts.status", "in", LIVE_ATTEMPT)
    .where("payment_attempts.expires_at", ">", now)
    .where((or) => or.or([or("payment_code", "is not", null), or("qr_payload", "is not", null)]))
    .limit(100)
    .execute();
  return rows.map((row) => ({
    orderId: row.order_id,
    attemptId: row.id,
    method: row.method ?? "",
    channel: row.channel ?? "",
    code: row.payment_code,
    totalIdr: row.amount_idr + (row.fee_idr ?? 0),
    expiresAt: row.expires_at ?? now,
  }));
}
