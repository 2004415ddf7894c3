import { z } from "zod";
import { type CallConfig, caller, GatewayError, read } from "./call.server.ts";
import { Channels, type PaymentChannel } from "./channels.server.ts";
import {
  type DirectOpening,
  type DirectPayment,
  directFields,
  type FeeBearer,
  readDirect,
  refusalOf,
} from "./direct.server.ts";
import { type Notice, parseNotice } from "./notice.server.ts";
import type { Fields } from "./signature.server.ts";
import { type GatewayTransaction, Transaction } from "./transaction.server.ts";

export type { DirectOpening, DirectPayment, FeeBearer, GatewayTransaction, Notice, PaymentChannel };
export { GatewayError };

/** All the rest of the app knows about a payment gateway. Every call may throw `GatewayError`. */
export type PaymentGateway = {
  /** Opens a hosted payment page. Not repeatable: each call makes another page that can be paid. */
  openSession(session: NewSession): Promise<{ sessionId: string; url: string }>;
  /** The truth about one transaction; null when the gateway knows none of that number. */
  findTransaction(trxId: string): Promise<GatewayTransaction | null>;
  /** One page of what was made or paid between two days in WIB (`2026-11-22`), newest first. */
  listTransactions(range: TransactionRange): Promise<{ transactions: GatewayTransaction[]; isLast: boolean }>;
  /** Asks for a code to pay with on our own page. Not repeatable: each call makes another one that can be paid. */
  openDirect(payment: DirectPayment): Promise<DirectOpening>;
  /** Every way to pay the vendor lists, with its fee and whether it works at the moment. */
  listChannels(): Promise<PaymentChannel[]>;
  /** The merchant's balance in whole rupiah: also the shortest proof that the credentials work. */
  checkBalance(): Promise<number>;
  /** What a notice's body says, and whether it is signed; null when it cannot be read. Asks nobody. */
  readNotice(body: string, signature: string | null): Notice | null;
};

export type NewSession = {
  referenceId: string;
  title: string;
  description: string;
  /** Whole rupiah. */
  amountIdr: number;
  buyer: { name: string; email: string; phone: string | null };
  returnUrl: string;
  cancelUrl: string;
  notifyUrl: string;
  hours: number;
  language: "id" | "en";
  /** The merchant unless told. */
  feeBearer?: FeeBearer;
};

export type TransactionRange = { from: string; to: string; by: "created" | "paid"; page: number };

type Config = Omit<CallConfig, "now" | "timeoutMs"> & Partial<CallConfig>;

/** The vendor's address for an environment (iPaymu API v2 documents). */
export function ipaymuHost(environment: "sandbox" | "production"): string {
  return environment === "production" ? "https://my.ipaymu.com" : "https://sandbox.ipaymu.com";
}

/** iPaymu API v2. Nothing is repeated here: whoever calls decides whether asking again is safe. */
export function createIpaymu({
  baseUrl,
  va,
  apiKey,
  now = () => new Date(),
  timeoutMs = 20_000,
}: Config): PaymentGateway {
  const call = caller({ baseUrl, va, apiKey, now, timeoutMs });
  const SessionData = z.object({
    SessionID: z.string().min(1).max(200),
    Url: z.url({ protocol: baseUrl.startsWith("https:") ? /^https$/ : /^https?$/ }).max(2000),
  });

  return {
    async openSession(session) {
      const data = await call("POST", "/api/v2/payment", sessionFields(session));
      const { SessionID, Url } = read(SessionData, data, "/payment");
      return { sessionId: SessionID, url: Url };
    },
    async findTransaction(trxId) {
      if (!/^[1-9]\d{0,14}$/.test(trxId)) return null;
      const data = await call(
        "POST",
        "/api/v2/transaction",
        { transactionId: trxId, account: va },
        [400, 404],
      );
      if (!data) return null;
      const transaction = read(Transaction, data, "/transaction");
      if (transaction.trxId === trxId) return transaction;
      throw new GatewayError("unreadable", `iPaymu was asked for ${trxId} and told of ${transaction.trxId}`);
    },
    async listTransactions({ from, to, by, page }) {
      const data = await call("POST", "/api/v2/history", {
        startdate: from,
        enddate: to,
        date: by === "paid" ? "indate" : "created_at",
        orderBy: "id",
        order: "DESC",
        page,
        limit: PAGE,
      });
      const { Transaction: rows } = read(History, data ?? { Transaction: [] }, "/history");
      return { transactions: sales(rows), isLast: rows.length < PAGE };
    },
    async openDirect(payment) {
      try {
        return readDirect(await call("POST", "/api/v2/payment/direct", directFields(payment)), payment);
      } catch (error) {
        return refusalOf(error);
      }
    },
    async listChannels() {
      return read(Channels, await call("GET", "/api/v2/payment-channels", {}), "/payment-channels");
    },
    async checkBalance() {
      return read(Balance, await call("POST", "/api/v2/balance", { account: va }), "/balance")
        .MerchantBalance;
    },
    readNotice: (body, signature) => parseNotice(body, signature, va),
  };
}

/** The vendor's most. */
const PAGE = 20;

const History = z.object({ Transaction: z.array(z.unknown()) });
/** The history also lists what is no sale: 0 mutation, 2 withdrawal, 5 commission, 20 transfer of balance. */
const NoSale = z.object({ Type: z.literal([0, 2, 5, 20, "0", "2", "5", "20"]) });

/** One strange row must not hide the others of its page. */
function sales(rows: unknown[]): GatewayTransaction[] {
  return rows
    .filter((row) => !NoSale.safeParse(row).success)
    .map((row) => Transaction.safeParse(row).data)
    .filter((transaction) => transaction !== undefined);
}

const Balance = z.object({ MerchantBalance: z.coerce.number() });

function sessionFields(session: NewSession): Fields {
  return {
    product: [session.title.slice(0, 50)],
    qty: [1],
    price: [session.amountIdr],
    description: [session.description],
    returnUrl: session.returnUrl,
    cancelUrl: session.cancelUrl,
    notifyUrl: session.notifyUrl,
    referenceId: session.referenceId,
    buyerName: session.buyer.name,
    buyerEmail: session.buyer.email,
    buyerPhone: session.buyer.phone?.replace(/[^\d]/g, ""),
    expired: session.hours,
    feeDirection: session.feeBearer === "buyer" ? "BUYER" : "MERCHANT",
    lang: session.language,
  };
}
