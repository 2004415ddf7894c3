import type { Selectable } from "kysely";
import type { GatewayTransaction } from "#app/adapters/ipaymu/transaction.server.ts";
import type { Db, Tx } from "#db/client.ts";
import type { GatewayTransactions } from "#db/schema.ts";

export type Recorded = Selectable<GatewayTransactions>;
export type TransactionOutcome = Recorded["outcome"];

type Kept = {
  transaction: GatewayTransaction;
  attempt?: { id: string; order_id: string };
  outcome: TransactionOutcome;
  now: Date;
};

/** Writes down a transaction as the gateway tells it, with what we made of it. There is one row for each. */
export async function keepTransaction(tx: Tx, { transaction, attempt, outcome, now }: Kept): Promise<void> {
  const told = {
    status: transaction.status,
    amount_idr: transaction.amountIdr,
    subtotal_idr: transaction.subtotalIdr,
    fee_idr: transaction.feeIdr,
    method: transaction.method,
    channel: transaction.channel,
    expires_at: transaction.expiresAt,
    paid_at: transaction.paidAt,
    outcome,
    updated_at: now,
    // A reference that was unknown once may have become ours.
    ...(attempt && { attempt_id: attempt.id, order_id: attempt.order_id }),
  };
  await tx
    .insertInto("gateway_transactions")
    .values({
      trx_id: transaction.trxId,
      reference_id: transaction.referenceId,
      session_id: transaction.sessionId,
      first_seen_at: now,
      ...told,
    })
    .onConflict((conflict) => conflict.column("trx_id").doUpdateSet(told))
    .execute();
}

/** The transactions of one order, oldest first. */
export function listTransactions(db: Db, orderId: string): Promise<Recorded[]> {
  return db
    .selectFrom("gateway_transactions")
    .selectAll()
    .where("order_id", "=", orderId)
    .orderBy("first_seen_at")
    .orderBy("trx_id")
    .limit(100)
    .execute();
}
