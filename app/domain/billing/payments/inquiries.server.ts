import type { GatewayTransaction, PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { Db } from "#db/client.ts";
import { LIVE_ATTEMPT } from "../orders/order-status.ts";
import { wibDay } from "../renewals/periods.ts";
import type { AttemptRow } from "./attempt-rows.server.ts";
import { type Settlement, settleTransaction } from "./settlement.server.ts";

type Deps = { db: Db; gateway: PaymentGateway; settings: Settings };

/** A busy day has many pages; one that never ends must not hold a job for ever. */
const MOST_PAGES = 250;

/**
 * Asks the gateway about every transaction of an attempt and settles each. The notice that names a transaction may
 * never have come, so the history is searched by our reference too. Throws when the gateway does not answer.
 */
export async function askAboutAttempt(deps: Deps, attempt: AttemptRow, now: Date): Promise<Settlement[]> {
  const known = await deps.db
    .selectFrom("gateway_transactions")
    .select(["trx_id", "outcome"])
    .where("attempt_id", "=", attempt.id)
    .execute();
  const open = known.filter((one) => one.outcome === "open").map((one) => one.trx_id);
  // A code of our own asking has the one number the gateway told; a page's transactions are found by our reference.
  const isKnown = attempt.way === "direct" && attempt.trx_id !== null;
  const found = isKnown ? [] : await findInHistory(deps.gateway, attempt, now);
  const isNew = (trxId: string) => !known.some((one) => one.trx_id === trxId);
  const settlements: Settlement[] = [];
  for (const trxId of new Set([...open, ...found.filter(isNew)])) {
    settlements.push(await settleTransaction(deps, trxId, now));
  }
  return settlements;
}

/** Asks about every attempt of an order that could still be paid. */
export async function askAboutOrder(deps: Deps, orderId: string, now: Date): Promise<Settlement[]> {
  const attempts = await deps.db
    .selectFrom("payment_attempts")
    .selectAll()
    .where("order_id", "=", orderId)
    .where("status", "in", LIVE_ATTEMPT)
    .execute();
  const settlements: Settlement[] = [];
  for (const attempt of attempts) settlements.push(...(await askAboutAttempt(deps, attempt, now)));
  return settlements;
}

/** Reads backwards from now to the attempt's beginning; nothing older can be its payment. */
async function findInHistory(gateway: PaymentGateway, attempt: AttemptRow, now: Date): Promise<string[]> {
  const begun = attempt.created_at.getTime() - 3_600_000;
  const range = { from: wibDay(new Date(begun)), to: wibDay(now, 1), by: "created" as const };
  const isOlder = (one: GatewayTransaction) => one.createdAt !== null && one.createdAt.getTime() < begun;
  const found: string[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { transactions, isLast } = await gateway.listTransactions({ ...range, page });
    found.push(
      ...transactions.filter((one) => one.referenceId === attempt.reference_id).map((one) => one.trxId),
    );
    if (isLast || transactions.some(isOlder)) break;
  }
  return found;
}
