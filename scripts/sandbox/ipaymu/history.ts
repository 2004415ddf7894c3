import type { Ledger, Transaction } from "./ledger.ts";
import type { JsonObject } from "./signatures.ts";
import { transactionData } from "./transaction-data.ts";

const PAGE_LIMIT = 20;

/** `Data` of POST /history. There is no filter by reference or session: the vendor has none. */
export function listHistory(ledger: Ledger, input: JsonObject): object {
  const days = { from: midnight(input.startdate, 0), until: midnight(input.enddate, 1) };
  const found = sort(
    ledger.transactions().filter((one) => matches(one, input, days)),
    input,
  );
  const perPage = Math.min(PAGE_LIMIT, Math.max(1, Number(input.limit ?? PAGE_LIMIT) || PAGE_LIMIT));
  const page = Math.max(1, Number(input.page ?? 1) || 1);
  const shown = found.slice((page - 1) * perPage, page * perPage);
  return {
    Transaction: shown.map((one) => ({ ...transactionData(one), IsEscrow: one.status === 7 })),
    Pagination: {
      total: found.length,
      count: shown.length,
      per_page: perPage,
      current_page: page,
      total_pages: Math.max(1, Math.ceil(found.length / perPage)),
    },
  };
}

type Days = { from: string | null; until: string | null };

/** When a day in WIB begins, or one `later` does, as moments are kept: compared as text, years of sales stay quick. */
function midnight(day: unknown, later: number): string | null {
  const begins = Date.parse(`${String(day)}T00:00:00+07:00`);
  return Number.isNaN(begins) ? null : new Date(begins + later * 86_400_000).toISOString();
}

function matches(one: Transaction, input: JsonObject, { from, until }: Days): boolean {
  const { id, status, type, bulkId, lockStatus } = input;
  const moment = input.date === "indate" ? one.paidAt : one.createdAt;
  return (
    (id === undefined || String(id) === String(one.id)) &&
    (status === undefined || String(status) === String(one.status)) &&
    (type === undefined || String(type) === String(transactionData(one).Type)) &&
    (bulkId === undefined || String(bulkId).split(",").includes(String(one.id))) &&
    (lockStatus === undefined || Number(lockStatus) === 0) &&
    (from === null || (moment !== null && moment >= from)) &&
    (until === null || (moment !== null && moment < until))
  );
}

function sort(found: Transaction[], input: JsonObject): Transaction[] {
  const key = (one: Transaction) => {
    if (input.orderBy === "created_at") return Date.parse(one.createdAt);
    if (input.orderBy === "indate") return one.paidAt === null ? 0 : Date.parse(one.paidAt);
    return one.id;
  };
  const sign = String(input.order).toUpperCase() === "ASC" ? 1 : -1;
  return found.sort((a, b) => sign * (key(a) - key(b) || a.id - b.id));
}
