import { amountForOrder, type GatewayTransaction } from "#app/adapters/ipaymu/transaction.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { Tx } from "#db/client.ts";
import type { OrderRow } from "../orders/orders.server.ts";
import type { AttemptRow } from "./attempt-rows.server.ts";
import { acceptPayment, creditPayment, recordRefund, refuseAmount } from "./payments.server.ts";
import type { Settlement } from "./settlement.server.ts";
import type { TransactionOutcome } from "./transactions.server.ts";
import { noteClosed, noteOpen, noteUnknownStatus } from "./unpaid.server.ts";

export type SoldOrder = OrderRow & { plan_name: string };

/** A transaction with what our books say of it, under the locks of the order and the attempt. */
export type Case = {
  tx: Tx;
  settings: Settings;
  order: SoldOrder;
  attempt: AttemptRow;
  transaction: GatewayTransaction;
  /** What was made of it before; null when it is new. */
  before: TransactionOutcome | null;
  now: Date;
};

export type Verdict =
  | "counted-before"
  | "refunded-before"
  | "accept"
  | "second-payment"
  | "late-payment"
  | "wrong-amount"
  | "refund"
  | "open"
  | "closed"
  | "unknown-status";

/** The rules of what a transaction means. Changes nothing. */
export function judge({ order, attempt, transaction, before }: Omit<Case, "tx">): Verdict {
  // The answers of two questions may overtake each other: an older one changes nothing.
  if (before && isCounted(before) && transaction.state !== "refunded") return "counted-before";
  if (before === "refunded") return "refunded-before";
  if (transaction.state === "refunded") return "refund";
  if (transaction.state === "unknown") return "unknown-status";
  if (transaction.state !== "paid") return transaction.state;
  const paid = amountForOrder(transaction);
  if (paid !== attempt.amount_idr || paid !== order.total_idr) return "wrong-amount";
  if (order.status === "awaiting-payment") return "accept";
  return order.status === "paid" || order.status === "refunded" ? "second-payment" : "late-payment";
}

/** Writes down what follows from a verdict. */
export async function act(one: Case, verdict: Verdict): Promise<Settlement["outcome"]> {
  switch (verdict) {
    case "counted-before":
      return one.before === "wrong-amount" ? "wrong-amount" : "already-settled";
    case "refunded-before":
      return "refunded";
    case "accept":
      return acceptPayment(one);
    case "second-payment":
    case "late-payment":
      return creditPayment(one, verdict);
    case "wrong-amount":
      return refuseAmount(one);
    case "refund":
      return recordRefund(one);
    case "open":
      return noteOpen(one);
    case "closed":
      return noteClosed(one);
    case "unknown-status":
      return noteUnknownStatus(one);
  }
}

function isCounted(outcome: TransactionOutcome): boolean {
  return ["settled", "second-payment", "late-payment", "wrong-amount"].includes(outcome);
}
