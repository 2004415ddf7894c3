import type { Db, Tx } from "#db/client.ts";
import type { CreditEntries } from "#db/schema.ts";

export type CreditEntry = {
  id: string;
  amountIdr: number;
  reason: CreditEntries["reason"];
  orderId: string | null;
  createdAt: Date;
};

/** The customer's credit in whole rupiah: the sum of all entries, kept nowhere else. */
export async function creditBalance(db: Db, userId: string): Promise<number> {
  const { total } = await db
    .selectFrom("credit_entries")
    .select((of) => of.fn.coalesce(of.fn.sum<number>("amount_idr"), of.lit(0)).as("total"))
    .where("user_id", "=", userId)
    .executeTakeFirstOrThrow();
  return Number(total);
}

/** The customer's credit entries, newest first, at most 100; of one order if it is named. */
export async function listCredit(db: Db, userId: string, orderId?: string): Promise<CreditEntry[]> {
  let query = db.selectFrom("credit_entries").selectAll().where("user_id", "=", userId);
  if (orderId) query = query.where("order_id", "=", orderId);
  const rows = await query.orderBy("created_at", "desc").limit(100).execute();
  return rows.map((row) => ({
    id: row.id,
    amountIdr: row.amount_idr,
    reason: row.reason,
    orderId: row.order_id,
    createdAt: row.created_at,
  }));
}

type GatewayCredit = {
  userId: string;
  orderId: string;
  trxId: string;
  amountIdr: number;
  reason: "second-payment" | "late-payment";
  now: Date;
};

/** Turns one gateway transaction into credit. A transaction is credited once: called again it does nothing. */
export async function creditTransaction(tx: Tx, credit: GatewayCredit): Promise<void> {
  await tx
    .insertInto("credit_entries")
    .values({
      user_id: credit.userId,
      order_id: credit.orderId,
      trx_id: credit.trxId,
      amount_idr: credit.amountIdr,
      reason: credit.reason,
      created_at: credit.now,
    })
    .onConflict((conflict) => conflict.column("trx_id").doNothing())
    .execute();
}
