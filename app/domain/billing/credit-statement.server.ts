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
  // The balance is counted over all entries first; only then is the page cut out.
  let query = db
    .with("statement", (given) =>
      given
        .selectFrom("credit_entries")
        .leftJoin("orders", "orders.id", "credit_entries.order_id")
        .select(["credit_entries.id", "credit_entries.amount_idr", "credit_entries.reason"])
        .select(["credit_entries.created_at", "orders.number as order_number"])
        .select(
          sql<number>`(sum(amount_idr) over (order by credit_entries.created_at, credit_entries.id))::bigint`.as(
            "balance_idr",
          ),
        )
        .where("credit_entries.user_id", "=", userId),
    )
    .selectFrom("statement")
    .selectAll()
    .orderBy("created_at", "desc")
    .orderBy("id", "desc");
  const from = before ? await findEntry(db, userId, before) : undefined;
  if (from) {
    query = query.where(
      sql<boolean>`(created_at, id) < (select created_at, id from credit_entries where id = ${from.id})`,
    );
  }
  const rows = await query.limit(PAGE + 1).execute();
  const entries = rows.slice(0, PAGE).map((row) => ({
    id: row.id,
    amountIdr: row.amount_idr,
    balanceIdr: row.balance_idr,
    reason: row.reason,
    orderNumber: row.order_number,
    createdAt: row.created_at,
  }));
  return { entries, older: rows.length > PAGE ? entries.at(-1)!.id : null };
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
