import { z } from "zod";
import type { FeeBearer } from "./direct.server.ts";

/** What a transaction means to the shop. `unknown` is never settled: a person looks. */
export type TransactionState = "open" | "paid" | "closed" | "refunded" | "unknown";

/** One transaction as iPaymu tells it. Amounts in whole rupiah. */
export type GatewayTransaction = {
  trxId: string;
  /** Ours, echoed: the reference of a payment attempt. */
  referenceId: string | null;
  sessionId: string | null;
  /** The vendor's number, kept for people who compare with its dashboard. */
  status: number;
  state: TransactionState;
  /** Gross; includes the channel's fee when the buyer pays that. */
  amountIdr: number;
  subtotalIdr: number | null;
  feeIdr: number;
  method: string | null;
  channel: string | null;
  createdAt: Date | null;
  expiresAt: Date | null;
  paidAt: Date | null;
};

/** What was paid for the order itself. Where the merchant bears the fee, the gross counts if there is no subtotal. */
export function amountForOrder(transaction: Pick<GatewayTransaction, "subtotalIdr" | "amountIdr">): number {
  return transaction.subtotalIdr ?? transaction.amountIdr;
}

/** The same, with the subtotal that older answers leave out: the gross, less a fee that the buyer bore on top. */
export function withSubtotal(transaction: GatewayTransaction, feeBearer: FeeBearer): GatewayTransaction {
  const { subtotalIdr, amountIdr, feeIdr } = transaction;
  if (subtotalIdr !== null || feeBearer === "merchant") return transaction;
  return { ...transaction, subtotalIdr: amountIdr - feeIdr };
}

/** Paid is 1, 6 (paid, payout pending) or 7 (held in escrow; its sandbox says so of ordinary orders). */
const STATES: Record<string, TransactionState> = {
  "-2": "closed", // expired
  "0": "open",
  "1": "paid",
  "2": "closed", // cancelled
  "3": "refunded",
  "4": "closed", // error
  "5": "closed", // failed
  "6": "paid",
  "7": "paid",
};

function stateOf(status: number, paidStatus: string | null): TransactionState {
  const state = STATES[status] ?? "unknown";
  // The two disagree: neither "paid" nor "not paid" may be believed.
  if (state === "paid" && paidStatus !== null && paidStatus.toLowerCase() !== "paid") return "unknown";
  return state;
}

/** Numbers came as strings until 2023, and "14000.00" has been seen. */
export const whole = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^-?\d+(\.0+)?$/)
      .transform(Number),
  ])
  .pipe(z.int());
const absent = (value: unknown) => (value === "" || value === "-" ? null : value);
const text = z.preprocess(absent, z.union([z.string(), z.number().transform(String)]).nullish());
/** iPaymu writes moments in WIB without an offset. */
export const moment = z.preprocess(
  absent,
  z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/)
    .transform((value) => new Date(`${value.replace(" ", "T")}+07:00`))
    .nullish(),
);

/** `Data` of POST /transaction, and each entry of POST /history. */
export const Transaction = z
  .object({
    TransactionId: whole,
    SessionId: text,
    ReferenceId: text,
    Amount: whole,
    SubTotal: z.preprocess(absent, whole.nullish()),
    Fee: z.preprocess(absent, whole.nullish()),
    Status: whole,
    PaidStatus: text,
    PaymentMethod: text,
    PaymentChannel: text,
    CreatedDate: moment,
    ExpiredDate: moment,
    SuccessDate: moment,
  })
  .transform(
    (data): GatewayTransaction => ({
      trxId: String(data.TransactionId),
      referenceId: data.ReferenceId ?? null,
      sessionId: data.SessionId ?? null,
      status: data.Status,
      state: stateOf(data.Status, data.PaidStatus ?? null),
      amountIdr: data.Amount,
      subtotalIdr: data.SubTotal ?? null,
      feeIdr: data.Fee ?? 0,
      method: data.PaymentMethod?.toLowerCase() ?? null,
      channel: data.PaymentChannel?.toLowerCase() ?? null,
      createdAt: data.CreatedDate ?? null,
      expiresAt: data.ExpiredDate ?? null,
      paidAt: data.SuccessDate ?? null,
    }),
  );
