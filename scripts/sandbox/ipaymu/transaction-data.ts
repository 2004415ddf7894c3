import { isPaid } from "./callbacks.ts";
import { wib } from "./clock.ts";
import type { Transaction } from "./ledger.ts";

const STATUS_WORDS: Record<number, string> = {
  [-2]: "Expired",
  0: "Menunggu Pembayaran",
  1: "Berhasil",
  2: "Batal",
  3: "Refund",
  4: "Error",
  5: "Gagal",
  6: "Berhasil - Unsettled",
  7: "Escrow",
};

const TYPES: Record<string, { Type: number; TypeDesc: string }> = {
  va: { Type: 7, TypeDesc: "VA & Transfer Bank" },
  cstore: { Type: 11, TypeDesc: "Convenience Store" },
  cc: { Type: 14, TypeDesc: "Credit Card" },
  qris: { Type: 23, TypeDesc: "QRIS" },
};

/** `Data` of POST /transaction: numbers as numbers, moments in WIB without an offset. */
export function transactionData(one: Transaction): Record<string, string | number | boolean | null> {
  const at = (moment: string | null) => (moment === null ? null : wib(new Date(moment)));
  return {
    TransactionId: one.id,
    SessionId: one.sessionId,
    ReferenceId: one.referenceId,
    RelatedId: 0,
    Sender: "System",
    Receiver: "Sandbox Merchant",
    Amount: one.total,
    SubTotal: one.subTotal,
    Fee: one.fee,
    Status: one.status,
    StatusDesc: STATUS_WORDS[one.status] ?? "Tidak diketahui",
    PaidStatus: isPaid(one.status) ? "paid" : "unpaid",
    IsLocked: false,
    ...TYPES[one.method],
    Notes: null,
    CreatedDate: at(one.createdAt),
    ExpiredDate: at(one.expiresAt),
    SuccessDate: at(one.paidAt),
    SettlementDate: at(one.settledAt),
    PaymentMethod: one.method,
    PaymentChannel: one.channel,
    PaymentCode: one.paymentNo,
    PaymentName: one.paymentName,
    BuyerName: one.buyer.name,
    BuyerPhone: one.buyer.phone,
    BuyerEmail: one.buyer.email,
  };
}
