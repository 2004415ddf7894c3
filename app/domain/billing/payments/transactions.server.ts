import type { Insertable, Selectable } from "kysely";
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
export async function keepTransaction(tx: Tx, kept: Kept): Promise<void> {
  await keepTransactions(tx, [kept]);
}

/** Writes down several, as `keepTransaction` does, in one statement. No two of them may be the same transaction. */
export async function keepTransactions(tx: Tx, kept: readonly Kept[]): Promise<void> {
  await tx
    .insertInto("gateway_transactions")
    .values(kept.map(toRow))
    .onConflict((conflict) =>
      conflict.column("trx_id").doUpdateSet((told) => ({
        status: told.ref("excluded.status"),
        amount_idr: told.ref("excluded.amount_idr"),
        subtotal_idr: told.ref("excluded.subtotal_idr"),
        fee_idr: told.ref("excluded.fee_idr"),
        method: told.ref("excluded.method"),
        channel: told.ref("excluded.channel"),
        expires_at: told.ref("excluded.expires_at"),
        paid_at: told.ref("excluded.paid_at"),
        outcome: told.ref("excluded.outcome"),
        updated_at: told.ref("excluded.updated_at"),
        // A reference that was unknown once may have become ours; it never stops being ours.
        attempt_id: told.fn.coalesce("excluded.attempt_id", "gateway_transactions.attempt_id"),
        order_id: told.fn.coalesce("excluded.order_id", "gateway_transactions.order_id"),
      })),
    )
    .execute();
}

function toRow({ transaction, attempt, outcome, now }: Kept): Insertable<GatewayTransactions> {
  return {
    trx_id: transaction.trxId,
    attempt_id: attempt?.id ?? null,
    order_id: attempt?.order_id ?? null,
    reference_id: transaction.referenceId,
    session_id: transaction.sessionId,
    status: transaction.status,
    amount_idr: transaction.amountIdr,
    subtotal_idr: transaction.subtotalIdr,
    fee_idr: transaction.feeIdr,
    method: transaction.method,
    channel: transaction.channel,
    expires_at: transaction.expiresAt,
    paid_at: transaction.paidAt,
    outcome,
    first_seen_at: now,
    updated_at: now,
  };
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
