import {
  GatewayError,
  type GatewayTransaction,
  type PaymentGateway,
} from "#app/adapters/ipaymu/ipaymu.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { Db } from "#db/client.ts";
import { wibDay } from "../renewals/periods.ts";
import { noteRun } from "../safety/clock-marks.server.ts";
import { settleTransaction } from "./settlement.server.ts";

type Deps = { db: Db; gateway: PaymentGateway; settings: Settings };

/** A list that never ends must not hold the job for ever. */
const MOST_PAGES = 1000;
const MARK = "reconcile-payments";
/** However long nothing ran, nothing older than this is read by itself; `npm run billing:compare` takes any days. */
const MOST_DAYS = 31;
const DAY_MS = 24 * 3_600_000;

/**
 * Reads what the gateway made and was paid since the day before the last run that left nothing over, in WIB and 31 days
 * back at most, and settles what our books do not show in the same state: the callbacks that never came. Transactions of
 * no order of ours are put before a person. Repeating it changes nothing; one that fails stops none of the others, and
 * all troubles are thrown together at the end: the next run then begins no later than this one.
 */
export async function reconcilePayments(deps: Deps, now: Date): Promise<{ settled: number }> {
  const troubles: unknown[] = [];
  let settled = 0;
  const from = await firstDay(deps.db, now);
  for (const by of ["paid", "created"] as const) {
    for (let page = 1; page <= MOST_PAGES; page++) {
      const range = { from, to: wibDay(now), by, page };
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
  await noteRun(deps.db, MARK, now);
  return { settled };
}

/** Whatever was paid while no run went well is still to be read. */
async function firstDay(db: Db, now: Date): Promise<string> {
  const mark = await db
    .selectFrom("clock_marks")
    .select("marked_at")
    .where("name", "=", MARK)
    .executeTakeFirst();
  const since = Math.min(mark?.marked_at.getTime() ?? now.getTime(), now.getTime());
  const oldest = now.getTime() - (MOST_DAYS - 1) * DAY_MS;
  return wibDay(new Date(Math.max(since, oldest)), -1);
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
