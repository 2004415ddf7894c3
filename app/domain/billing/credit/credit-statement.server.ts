import { sql } from "kysely";
import type { Db } from "#db/client.ts";
import type { CreditEntries } from "#db/schema.ts";

/** One movement of the customer's credit, and the balance just after it. Whole rupiah; negative when credit was used. */
export type StatementEntry = {
  id: string;
  amountIdr: number;
  balanceIdr: number;
  reason: CreditEntries["reason"];
  orderNumber: string | null;
  createdAt: Date;
};

const PAGE = 20;

/**
 * The customer's credit, newest first, 20 entries at a time, each with the balance after it. `before` is the id of the
 * entry after which the page begins, as `older` of the page before told; one that is not the customer's begins at the
 * newest.
 */
export async function creditStatement(
  db: Db,
  userId: string,
  { before }: { before?: string | undefined } = {},
): Promise<{ entries: StatementEntry[]; older: string | null }> {
  let query = db
    .selectFrom("credit_entries as entries")
    .leftJoin("orders", "orders.id", "entries.order_id")
    .select(["entries.id", "entries.amount_idr", "entries.reason", "entries.created_at"])
    .select("orders.number as order_number")
    .where("entries.user_id", "=", userId)
    .orderBy("entries.created_at", "desc")
    .orderBy("entries.id", "desc");
  const from = before ? await findEntry(db, userId, before) : undefined;
  if (from) {
    query = query.where(
      sql<boolean>`(entries.created_at, entries.id) < (select created_at, id from credit_entries where id = ${from.id})`,
    );
  }
  const rows = await query.limit(PAGE + 1).execute();
  let balanceIdr = rows[0] ? await balanceAfter(db, userId, rows[0].id) : 0;
  const entries = rows.slice(0, PAGE).map((row) => {
    const entry = {
      id: row.id,
      amountIdr: row.amount_idr,
      balanceIdr,
      reason: row.reason,
      orderNumber: row.order_number,
      createdAt: row.created_at,
    };
    balanceIdr -= row.amount_idr;
    return entry;
  });
  return { entries, older: rows.length > PAGE ? entries.at(-1)!.id : null };
}

/** What the customer had just after an entry: the sum up to it. Entries are never changed, so it stays what it was. */
async function balanceAfter(db: Db, userId: string, entryId: string): Promise<number> {
  const { rows } = await sql<{ balance: number }>`
    select sum(amount_idr)::bigint as balance from credit_entries where user_id = ${userId}
      and (created_at, id) <= (select created_at, id from credit_entries where id = ${entryId})`.execute(db);
  return rows[0]!.balance;
}

async function findEntry(db: Db, userId: string, id: string): Promise<{ id: string } | undefined> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return undefined;
  return db
    .selectFrom("credit_entries")
    .select("id")
    .where("id", "=", id)
    .where("user_id", "=", userId)
    .executeTakeFirst();
}
