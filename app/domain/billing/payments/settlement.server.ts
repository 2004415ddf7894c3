import { sql } from "kysely";
import type { PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { type GatewayTransaction, withSubtotal } from "#app/adapters/ipaymu/transaction.server.ts";
import { askForAttention } from "#app/domain/attention/attention.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { Db, Tx } from "#db/client.ts";
import { acceptPurchases } from "./payments.server.ts";
import { keepTransaction } from "./transactions.server.ts";
import { act, type Case, judge } from "./verdicts.server.ts";

export type Settlement = {
  outcome:
    | "settled"
    | "already-settled"
    | "second-payment"
    | "late-payment"
    | "wrong-amount"
    | "refunded"
    | "open"
    | "closed"
    | "unknown-status"
    | "unknown-reference"
    | "other-reference"
    | "unknown-transaction";
  /** The order concerned, if any. */
  orderId?: string;
  referenceId?: string | null;
};

type Deps = { db: Db; gateway: PaymentGateway; settings: Settings };

/**
 * Asks the gateway what one transaction is and writes down what follows, all or nothing. This is the only way money
 * is counted. Run twice, late, out of order or fifty times at once, one payment counts once, and nothing paid goes
 * back because of an older answer. With `reference`, a transaction of any other reference is left alone. Throws
 * `GatewayError` when the gateway does not say.
 */
export async function settleTransaction(
  { db, gateway, settings }: Deps,
  trxId: string,
  now: Date,
  { reference }: { reference?: string } = {},
): Promise<Settlement> {
  const transaction = await gateway.findTransaction(trxId);
  if (!transaction) return { outcome: "unknown-transaction" };
  if (reference && transaction.referenceId !== reference) return { outcome: "other-reference" };
  return settleAnswer({ db, settings }, transaction, now);
}

type Books = { db: Db; settings: Settings };

/** Writes down what follows from one answer of the gateway, in a transaction of its own. */
function settleAnswer(
  { db, settings }: Books,
  transaction: GatewayTransaction,
  now: Date,
): Promise<Settlement> {
  return db.transaction().execute(async (tx) => {
    const [one] = await lockCases(tx, { settings, transactions: [transaction], now, wait: true });
    if (!one) return noteStranger(tx, transaction, now);
    return concluded(one, await act(one, judge(one)));
  });
}

/** What became of each transaction, by its number: the settlement, or what went wrong. */
export type Settled = Map<string, Settlement | { trouble: unknown }>;

/**
 * Writes down what follows from many answers, as `settleTransaction` would from each. Purchases paid as agreed, nearly
 * all there is in a burst, are settled together in one transaction; every other one by itself after it, and so are all
 * of them when that transaction fails: one that cannot be settled stops no other. No two may be the same transaction.
 */
export async function settleAnswers(
  books: Books,
  transactions: readonly GatewayTransaction[],
  now: Date,
): Promise<Settled> {
  const settled: Settled = new Map();
  if (transactions.length > 1) {
    // Whatever failed here is said by the one that fails again below.
    const together = await settlePurchases(books, transactions, now).catch(() => []);
    for (const { trxId, settlement } of together) settled.set(trxId, settlement);
  }
  for (const transaction of transactions) {
    if (settled.has(transaction.trxId)) continue;
    settled.set(
      transaction.trxId,
      await settleAnswer(books, transaction, now).catch((trouble: unknown) => ({ trouble })),
    );
  }
  return settled;
}

/** Those of the transactions that pay a purchase, or were counted before, and whose order nobody else holds. */
function settlePurchases({ db, settings }: Books, transactions: readonly GatewayTransaction[], now: Date) {
  return db.transaction().execute(async (tx) => {
    const cases = await lockCases(tx, { settings, transactions, now, wait: false });
    const purchases = new Map<string, Case>();
    const done = new Map<Case, Settlement["outcome"]>();
    for (const one of cases) {
      const verdict = judge(one);
      if (verdict === "counted-before") done.set(one, await act(one, verdict));
      if (verdict !== "accept" || one.order.kind !== "new" || purchases.has(one.order.id)) continue;
      purchases.set(one.order.id, one);
      done.set(one, "settled");
    }
    await acceptPurchases([...purchases.values()]);
    return [...done].map(([one, outcome]) => ({
      trxId: one.transaction.trxId,
      settlement: concluded(one, outcome),
    }));
  });
}

function concluded({ order, attempt }: Case, outcome: Settlement["outcome"]): Settlement {
  return { outcome, orderId: order.id, referenceId: attempt.reference_id };
}

type Asked = {
  settings: Settings;
  transactions: readonly GatewayTransaction[];
  now: Date;
  /** Whether to wait for orders that others hold, or to leave them out. */
  wait: boolean;
};

/**
 * The transactions whose reference is an attempt of ours, with that attempt and its order, both locked. The attempts, and
 * what was made of the transactions before, come by a statement of their own after the orders' locks: the one that waited
 * for them would not see what others wrote meanwhile.
 */
async function lockCases(tx: Tx, { settings, transactions, now, wait }: Asked): Promise<Case[]> {
  const references = transactions.flatMap(({ referenceId }) => referenceId ?? []);
  if (references.length === 0) return [];
  const orders = await lockOrders(tx, references, wait);
  const ours = transactions.filter(({ referenceId }) => referenceId && orders.has(referenceId));
  if (ours.length === 0) return [];
  const attempts = await lockAttempts(tx, ours);
  return ours.map((told) => {
    const { attempt, before } = attempts.get(told.trxId)!;
    const transaction = withSubtotal(told, attempt.fee_bearer);
    return { tx, settings, order: orders.get(told.referenceId!)!, attempt, before, transaction, now };
  });
}

/** By the reference of the attempt. Several are locked in one order, whoever does it. */
async function lockOrders(tx: Tx, references: readonly string[], wait: boolean) {
  const rows = await tx
    .selectFrom("payment_attempts")
    .innerJoin("orders", "orders.id", "payment_attempts.order_id")
    .innerJoin("plans", "plans.id", "orders.plan_id")
    .selectAll("orders")
    .select(["plans.name as plan_name", "payment_attempts.reference_id"])
    .where("payment_attempts.reference_id", "in", references)
    .orderBy("orders.id")
    .forUpdate("orders")
    .$if(!wait, (query) => query.skipLocked())
    .execute();
  return new Map(rows.map(({ reference_id, ...order }) => [reference_id, order]));
}

/** By the number of the transaction. */
async function lockAttempts(tx: Tx, transactions: readonly GatewayTransaction[]) {
  const told = sql<{ reference: string; trx: string }>`unnest(
    ${transactions.map((one) => one.referenceId)}::text[], ${transactions.map((one) => one.trxId)}::text[])`;
  const rows = await tx
    .selectFrom("payment_attempts")
    .innerJoin(told.as<"told">(sql`told(reference, trx)`), "told.reference", "payment_attempts.reference_id")
    .leftJoin("gateway_transactions", "gateway_transactions.trx_id", "told.trx")
    .selectAll("payment_attempts")
    .select(["told.trx as asked", "gateway_transactions.outcome as before"])
    .forUpdate("payment_attempts")
    .execute();
  return new Map(rows.map(({ asked, before, ...attempt }) => [asked, { attempt, before }]));
}

/** A transaction on our account that none of our attempts began: a person looks. Its reference cannot change later. */
async function noteStranger(tx: Tx, transaction: GatewayTransaction, now: Date): Promise<Settlement> {
  const { trxId, referenceId, status } = transaction;
  await keepTransaction(tx, { transaction, outcome: "unknown-reference", now });
  await askForAttention(tx, {
    kind: "unknown-reference",
    subject: trxId,
    detail: { trxId, referenceId, status, amountIdr: transaction.amountIdr },
  });
  return { outcome: "unknown-reference", referenceId };
}
