import { z } from "zod";
import { GatewayError, read } from "./call.server.ts";
import type { Fields } from "./signature.server.ts";
import { moment, whole } from "./transaction.server.ts";

/** Who bears the channel's fee: the shop, or the buyer on top of the amount. */
export type FeeBearer = "merchant" | "buyer";

export type DirectPayment = {
  referenceId: string;
  /** Whole rupiah, without any fee. */
  amountIdr: number;
  buyer: { name: string; email: string; phone: string };
  /** As the channels are listed: `va` and `bca`, `qris` and `mpm`, `cstore` and `alfamart`. */
  method: string;
  channel: string;
  notifyUrl: string;
  hours: number;
  feeBearer: FeeBearer;
};

/** What the buyer needs to pay without a page of the gateway's. */
export type DirectCode = {
  trxId: string;
  /** The number of the virtual account, or what is said at the shop's counter. */
  paymentCode: string | null;
  /** The name that the bank or the shop shows. */
  paymentName: string | null;
  /** What a QRIS code holds; to be drawn. */
  qrPayload: string | null;
  /** Whole rupiah the buyer hands over, with a fee of theirs. */
  totalIdr: number;
  feeIdr: number;
  /** The gateway's own moment; never to be estimated. */
  expiresAt: Date;
};

export type DirectOpening =
  | ({ outcome: "opened" } & DirectCode)
  | { outcome: "channel-unavailable" | "buyer-refused" | "amount-refused" };

/** Refusals seen of direct payments; after each of them no transaction exists. Anything else is trouble of its own. */
const REFUSALS: [RegExp, Exclude<DirectOpening["outcome"], "opened">][] = [
  [/suspicious buyer/i, "buyer-refused"],
  [/total price|amount/i, "amount-refused"],
  [/failed (from partner|to generate)|invalid payment (method|channel)/i, "channel-unavailable"],
];

/** The meaning of a refusal in the vendor's words; throws the error again when it is none of a direct payment. */
export function refusalOf(error: unknown): DirectOpening {
  if (error instanceof GatewayError && error.trouble === "refused") {
    const known = REFUSALS.find(([words]) => words.test(error.said));
    if (known) return { outcome: known[1] };
  }
  throw error;
}

/** The vendor's longest lives of codes, in hours; what is not listed takes a day and more. */
const LONGEST: Record<string, number> = { bri: 2, bsi: 3 };
/** Their lives are the vendor's own; a wish is not sent. */
const FIXED = ["mpm", "bca", "alfamart"];

/** The body of POST /payment/direct. */
export function directFields({ buyer, method, channel, hours, ...payment }: DirectPayment): Fields {
  return {
    name: buyer.name,
    phone: buyer.phone.replace(/[^\d]/g, ""),
    email: buyer.email,
    amount: payment.amountIdr,
    notifyUrl: payment.notifyUrl,
    referenceId: payment.referenceId,
    paymentMethod: method,
    paymentChannel: channel,
    expired: FIXED.includes(channel) ? undefined : Math.min(hours, LONGEST[channel] ?? hours),
    feeDirection: payment.feeBearer === "buyer" ? "BUYER" : "MERCHANT",
  };
}

const text = z.preprocess(
  (value) => (typeof value === "number" ? String(value) : value),
  z.string().trim().max(1000).nullish(),
);

const DirectData = z.object({
  TransactionId: whole,
  ReferenceId: text,
  PaymentNo: text,
  PaymentName: text,
  QrString: text,
  Total: whole,
  Fee: whole.nullish(),
  Expired: moment,
});

/** The answer as a code to pay with. Throws `unreadable` for another reference, another amount, no code or no end. */
export function readDirect(data: unknown, payment: DirectPayment): DirectOpening {
  const told = read(DirectData, data, "/payment/direct");
  const qrPayload = payment.method === "qris" ? told.QrString || told.PaymentNo || null : null;
  const paymentCode = payment.method === "qris" ? null : told.PaymentNo || null;
  const wrong =
    (told.ReferenceId && told.ReferenceId !== payment.referenceId && "another reference") ||
    (told.Total < payment.amountIdr && "a smaller amount") ||
    (!qrPayload && !paymentCode && "no code") ||
    (!told.Expired && "no end");
  if (wrong || !told.Expired)
    throw new GatewayError("unreadable", `iPaymu answered /payment/direct with ${wrong}`);
  return {
    outcome: "opened",
    trxId: String(told.TransactionId),
    paymentCode,
    paymentName: told.PaymentName || null,
    qrPayload,
    totalIdr: told.Total,
    feeIdr: told.Fee ?? 0,
    expiresAt: told.Expired,
  };
}
