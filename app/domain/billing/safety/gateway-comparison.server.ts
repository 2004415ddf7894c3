import { sql } from "kysely";
import type { GatewayTransaction, PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import type { Db } from "#db/client.ts";
import type { Recorded } from "../payments/transactions.server.ts";
import { wibDay } from "../renewals/periods.ts";
import type { DifferenceKind, Finding } from "./difference-kinds.ts";

type Deps = { db: Db; gateway: PaymentGateway };
/** Days in WIB, both included. */
export type Days = { from: string; to: string };

const MOST_PAGES = 1000;

/** Everything the gateway made or was paid in these days, each once. Throws when it does not answer. */
export async function readHistory(gateway: PaymentGateway, days: Days): Promise<GatewayTransaction[]> {
  const told = new Map<string, GatewayTransaction>();
  for (const by of ["paid", "created"] as const) {
    for (let page = 1; page <= MOST_PAGES; page++) {
      const { transactions, isLast } = await gateway.listTransactions({ ...days, by, page });
      for (const one of transactions) told.set(one.trxId, one);
      if (isLast) break;
    }
  }
  return [...told.values()];
}

/**
 * Where the gateway's transactions and ours of the same days differ. What our books count and the history does not show
 * is asked for by its number before anything is said. Throws when the gateway does not answer.
 */
export async function compareTransactions(
  { db, gateway }: Deps,
  told: readonly GatewayTransaction[],
  days: Days,
): Promise<Finding[]> {
  const listed = new Map(told.map((one) => [one.trxId, one]));
  const ours = await findOurs(db, [...listed.keys()], days);
  const findings: Finding[] = [];
  for (const trxId of new Set([...listed.keys(), ...ours.keys()])) {
    const finding = judge(trxId, listed.get(trxId) ?? null, ours.get(trxId));
    if (finding && needsAsking(finding.kind)) findings.push(...(await judgeAgain({ db, gateway }, trxId)));
    else if (finding) findings.push(finding);
  }
  return findings;
}

/** A list may leave something out, or have been read a moment too early; one question about it is the gateway's word. */
function needsAsking(kind: DifferenceKind): boolean {
  return kind === "not-at-gateway" || kind === "settled-not-paid";
}

/** What is to be said of one transaction now, with both sides asked anew; empty when they agree. */
export async function judgeAgain({ db, gateway }: Deps, trxId: string): Promise<Finding[]> {
  const told = await gateway.findTransaction(trxId);
  const row = await db
    .selectFrom("gateway_transactions")
    .selectAll()
    .where("trx_id", "=", trxId)
    .executeTakeFirst();
  const finding = judge(trxId, told, row);
  return finding ? [finding] : [];
}

const COUNTED = ["settled", "second-payment", "late-payment", "wrong-amount"];

function judge(trxId: string, told: GatewayTransaction | null, ours: Recorded | undefined): Finding | null {
  const kind = kindFor(told, ours);
  if (!kind) return null;
  return {
    kind,
    subject: trxId,
    detail: {
      gateway: told?.state ?? null,
      gatewayIdr: told?.amountIdr ?? null,
      books: ours?.outcome ?? null,
      booksIdr: ours?.amount_idr ?? null,
      reference: told?.referenceId ?? ours?.reference_id ?? null,
    },
    orderId: ours?.order_id ?? null,
  };
}

function kindFor(told: GatewayTransaction | null, ours: Recorded | undefined): DifferenceKind | null {
  // A stranger is a matter of its own, and was put before a person when it was met.
  if (ours?.outcome === "unknown-reference") return null;
  const isCounted = ours !== undefined && COUNTED.includes(ours.outcome);
  if (!told) return isCounted ? "not-at-gateway" : null;
  if (told.state === "refunded") return ours?.outcome === "refunded" ? null : "state-differs";
  if (told.state === "paid") {
    if (!isCounted && ours?.outcome !== "refunded") return "paid-not-settled";
    return ours?.amount_idr === told.amountIdr ? null : "amount-differs";
  }
  if (isCounted) return "settled-not-paid";
  return told.state === "closed" && ours?.outcome === "open" ? "state-differs" : null;
}

/** Our rows of these transactions, and those that we count in these days. */
async function findOurs(db: Db, trxIds: string[], { from, to }: Days): Promise<Map<string, Recorded>> {
  const rows = await db
    .selectFrom("gateway_transactions")
    .selectAll()
    .where((where) =>
      where.or([
        where("trx_id", "=", sql<string>`any(${sql.val(trxIds)}::text[])`),
        where.and([
          where("paid_at", ">=", dayStart(from)),
          where("paid_at", "<", new Date(dayStart(to).getTime() + 86_400_000)),
        ]),
      ]),
    )
    .execute();
  return new Map(rows.map((row) => [row.trx_id, row]));
}

function dayStart(day: string): Date {
  return new Date(`${day}T00:00:00+07:00`);
}

/** Days over and done whose money is not the same sum on both sides, gross, in whole rupiah. */
export async function compareDays(
  db: Db,
  told: readonly GatewayTransaction[],
  { from, to }: Days,
  now: Date,
): Promise<Finding[]> {
  const { rows } = await sql<{ day: string; sum: number }>`
    select to_char(paid_at at time zone 'Asia/Jakarta', 'YYYY-MM-DD') as day, sum(amount_idr)::bigint as sum
    from gateway_transactions
    where paid_at >= ${dayStart(from)} and status in (1, 6, 7) and outcome <> 'open' group by 1`.execute(db);
  const books = new Map(rows.map((row) => [row.day, row.sum]));
  const findings: Finding[] = [];
  for (let day = from; day <= to && day < wibDay(now); day = wibDay(dayStart(day), 1)) {
    const ofDay = told.filter((one) => one.state === "paid" && one.paidAt && wibDay(one.paidAt) === day);
    const gatewayIdr = ofDay.reduce((sum, one) => sum + one.amountIdr, 0);
    const booksIdr = books.get(day) ?? 0;
    if (gatewayIdr !== booksIdr)
      findings.push({ kind: "day-sum", subject: day, detail: { gatewayIdr, booksIdr } });
  }
  return findings;
}
