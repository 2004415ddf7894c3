import {
  GatewayError,
  type GatewayTransaction,
  type PaymentGateway,
} from "#app/adapters/ipaymu/ipaymu.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { Db } from "#db/client.ts";
import { wibDay } from "./periods.ts";
import { settleTransaction } from "./settlement.server.ts";

type Deps = { db: Db; gateway: PaymentGateway; settings: Settings };

/** More than any two days of one shop; a list that never ends must not hold the job for ever. */
const MOST_PAGES = 1000;

/**
 * Reads what the gateway made and was paid yesterday and today (WIB), and settles what our books do not show in the same
 * state: the callbacks that never came. Transactions of no order of ours are put before a person. Repeating it changes
 * nothing; one that fails stops none of the others, and all troubles are thrown together at the end.
 */
export async function reconcilePayments(deps: Deps, now: Date): Promise<{ settled: number }> {
  const troubles: unknown[] = [];
  let settled = 0;
  for (const by of ["paid", "created"] as const) {
    for (let page = 1; page <= MOST_PAGES; page++) {
      const range = { from: wibDay(now, -1), to: wibDay(now), by, page };
      const { transactions, isLast } = await deps.gateway.listTransactions(range);
      for (const { trxId } of await findDiffering(deps.db, transactions)) {
        const trouble = await settleTransaction(deps, trxId, now).then(
          () => undefined,
          (error: unknown) => error,
        );
        if (trouble === undefined) settled += 1;
        else troubles.push(trouble);
        if (trouble instanceof GatewayError && trouble.trouble === "unreachable") throw trouble;
      }
      if (isLast) break;
    }
  }
  if (troubles.length > 0)
    throw new AggregateError(troubles, `${troubles.length} transactions were not settled`);
  return { settled };
}

/** The listed transactions that our books do not have, or have in another state. */
async function findDiffering(db: Db, listed: GatewayTransaction[]): Promise<GatewayTransaction[]> {
  if (listed.length === 0) return [];
  const rows = await db
    .selectFrom("gateway_transactions")
    .leftJoin("payment_attempts", "payment_attempts.reference_id", "gateway_transactions.reference_id")
    .select(["gateway_transactions.trx_id", "gateway_transactions.status", "outcome"])
    .select("payment_attempts.id as attempt_id")
    .where(
      "gateway_transactions.trx_id",
      "in",
      listed.map((one) => one.trxId),
    )
    .execute();
  const books = new Map(rows.map((row) => [row.trx_id, row]));
  return listed.filter((one) => {
    const ours = books.get(one.trxId);
    if (!ours) return true;
    // Seen before the attempt it belongs to was in our books: after a restore, for one.
    if (ours.outcome === "unknown-reference" && ours.attempt_id) return true;
    // From "paid, payout pending" to "paid" is the gateway's own affair.
    if (one.state === "paid" && ours.outcome !== "unknown-reference")
      return ["open", "closed"].includes(ours.outcome);
    const mayChange = ours.outcome === "open" || ours.outcome === "unknown-reference";
    return ours.status !== one.status && (one.state === "refunded" || mayChange);
  });
}
