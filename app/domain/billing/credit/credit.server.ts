import { sql } from "kysely";
import { enqueueAll, job } from "#app/jobs/queue.server.ts";
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

/**
 * Turns one gateway transaction into credit. A transaction is credited once: called again it does nothing. The
 * customer's bills are looked at soon after: the new credit may pay one.
 */
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
  await lookAtBills(tx, credit);
}

/**
 * Has the billing run look at all running subscriptions of a customer soon: new credit may pay a bill. Waits for nobody,
 * as the caller may hold another of the customer's subscriptions: one that is busy gets a job of its own, which waits.
 */
export async function lookAtBills(
  tx: Tx,
  { userId, now }: Pick<GatewayCredit, "userId" | "now">,
): Promise<void> {
  const running = tx
    .selectFrom("subscriptions")
    .select("id")
    .where("user_id", "=", userId)
    .where("status", "in", ["active", "past-due", "suspended"])
    .orderBy("id");
  const free = await tx
    .updateTable("subscriptions")
    .set({ next_step_at: now })
    .where("id", "in", running.forUpdate().skipLocked())
    .returning("id")
    .execute();
  const seen = new Set(free.map(({ id }) => id));
  const busy = (await running.execute()).filter(({ id }) => !seen.has(id));
  await enqueueAll(
    tx,
    busy.map(({ id }) =>
      job("renew-subscription", { subscriptionId: id }, { key: `renew-subscription:${id}` }),
    ),
  );
}

type Spending = {
  userId: string;
  orderId: string;
  amountIdr: number;
  /** "renewal" for a bill, "payment" for anything else that is bought. */
  reason?: "renewal" | "payment";
  now: Date;
};

/**
 * Pays an order of `amountIdr` rupiah from the customer's credit when the balance covers all of it; false when it does
 * not, and then nothing is touched. Two spendings of one customer wait for each other; an order is paid from credit at
 * most once, a second throws.
 */
export async function spendCredit(tx: Tx, spending: Spending): Promise<boolean> {
  const { userId, orderId, amountIdr, reason = "renewal", now } = spending;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`credit:${userId}`}, 0))`.execute(tx);
  if ((await creditBalance(tx, userId)) < amountIdr) return false;
  await tx
    .insertInto("credit_entries")
    .values({
      user_id: userId,
      order_id: orderId,
      amount_idr: -amountIdr,
      reason,
      created_at: now,
    })
    .execute();
  return true;
}
