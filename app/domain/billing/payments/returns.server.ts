import { GatewayError, type PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { isUuid } from "#app/domain/hosting/websites/websites.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { Db } from "#db/client.ts";
import type { OrderRow } from "../orders/orders.server.ts";
import { findAttempt } from "./attempt-rows.server.ts";
import { settleTransaction } from "./settlement.server.ts";
import { listTransactions, type Recorded } from "./transactions.server.ts";

type Deps = { db: Db; gateway: PaymentGateway; settings: Settings };
type Visit = {
  /** Who is signed in; null for a payer who is not. */
  userId: string | null;
  attemptId: string /** What the address says; a hint and nothing more. */;
  trxId: string | null;
};

/** What a payer who comes back from the payment page is told. */
export type News = {
  state: "paid" | "code-given" | "not-seen" | "ended" | "credited" | "wrong-amount" | "refunded";
  /** The gateway was asked and did not answer. */
  isGatewaySilent: boolean;
  /** Null for anybody but the order's owner: a bill may be paid by whoever holds its link. */
  orderNumber: string | null;
  kind: OrderRow["kind"];
  createdAt: Date;
  method: string | null;
  channel: string | null;
  /** Until when a given code can be paid. */
  until: Date | null;
};

/** Pages refresh every few seconds; the gateway is not asked as often. */
const FRESH_MS = 5_000;

/**
 * Tells a payer what became of an attempt, after asking the gateway where that can change anything. The transaction
 * named in the address counts only if it is this attempt's. Null for an attempt that does not exist.
 */
export async function readReturn(deps: Deps, visit: Visit, now: Date, mayAsk: boolean): Promise<News | null> {
  const attempt = isUuid(visit.attemptId) ? await findAttempt(deps.db, visit.attemptId) : null;
  if (!attempt) return null;
  const known = await transactionsOf(deps.db, attempt);
  let isGatewaySilent = false;
  for (const trxId of mayAsk ? worthAsking(known, visit.trxId, now) : []) {
    try {
      await settleTransaction(deps, trxId, now, { reference: attempt.referenceId });
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      isGatewaySilent = true;
    }
  }
  const current = (await findAttempt(deps.db, visit.attemptId)) ?? attempt;
  const latest = (await transactionsOf(deps.db, attempt)).at(-1);
  return {
    state: stateOf(current.status, latest),
    isGatewaySilent,
    orderNumber: attempt.userId === visit.userId ? attempt.orderNumber : null,
    kind: attempt.orderKind,
    createdAt: attempt.createdAt,
    method: latest?.method ?? null,
    channel: latest?.channel ?? null,
    until: latest?.expires_at ?? null,
  };
}

async function transactionsOf(db: Db, attempt: { id: string; orderId: string }): Promise<Recorded[]> {
  return (await listTransactions(db, attempt.orderId)).filter((one) => one.attempt_id === attempt.id);
}

function worthAsking(known: Recorded[], hint: string | null, now: Date): string[] {
  const isDue = (one: Recorded) =>
    one.outcome === "open" && now.getTime() - one.updated_at.getTime() > FRESH_MS;
  const isNew = hint !== null && !known.some((one) => one.trx_id === hint);
  return [...known.filter(isDue).map((one) => one.trx_id), ...(isNew ? [hint] : [])];
}

function stateOf(attempt: string, latest: Recorded | undefined): News["state"] {
  if (latest?.outcome === "refunded") return "refunded";
  if (attempt === "paid") return "paid";
  if (latest?.outcome === "wrong-amount") return "wrong-amount";
  if (latest?.outcome === "second-payment" || latest?.outcome === "late-payment") return "credited";
  if (attempt === "closed") return "ended";
  return latest?.outcome === "open" ? "code-given" : "not-seen";
}
