import { findChannel, listing } from "./channels.ts";
import { wib } from "./clock.ts";
import type { Endpoint } from "./faults.ts";
import type { Gateway } from "./gateway.ts";
import { listHistory } from "./history.ts";
import type { Ledger, Transaction } from "./ledger.ts";
import { type JsonObject, requestSignature, sameSignature } from "./signatures.ts";
import { transactionData } from "./transaction-data.ts";
import {
  type Answer,
  checkTotal,
  InvalidRequest,
  readBuyer,
  readFeeDirection,
  readHours,
  readProducts,
  readUrl,
  readWhole,
  refused,
  requireFields,
} from "./validation.ts";

export type Api = { gateway: Gateway; ledger: Ledger; va: string; baseUrl: () => string };

const METHODS = ["va", "banktransfer", "cstore", "cod", "qris", "cc", "paylater", "ewallet"];

/** The vendor's `/api/v2`, one function an endpoint; `input` is the body as PHP would hold it. */
const ENDPOINT_HANDLERS: Record<Endpoint, (api: Api, input: JsonObject) => Answer> = {
  payment,
  direct,
  transaction,
  history: (api, input) => success(listHistory(api.ledger, input)),
  balance,
  "payment-channels": (api) => success(listing(api.baseUrl())),
};

/** The envelope of a refusal by headers, or null when they are in order. The timestamp is never looked at. */
export function refuseCaller(
  api: { va: string; apiKey: string },
  call: { method: string; va?: string; signature?: string; canonical: string },
): Answer | null {
  if (call.va !== api.va || !call.signature) return refused(401, "unauthorized");
  const expected = requestSignature({ ...api, method: call.method, canonical: call.canonical });
  return sameSignature(expected, call.signature) ? null : refused(401, "unauthorized signature");
}

export function answerOf(api: Api, endpoint: Endpoint, input: JsonObject): Answer {
  try {
    return ENDPOINT_HANDLERS[endpoint](api, input);
  } catch (error) {
    if (error instanceof InvalidRequest) return refused(400, error.message, error.fields);
    throw error;
  }
}

/** The hosted page. Asking again makes another session, whatever the reference. */
function payment({ gateway, baseUrl }: Api, input: JsonObject): Answer {
  requireFields(input, ["product", "qty", "price", "returnUrl", "notifyUrl"]);
  const products = readProducts(input);
  const method = input.paymentMethod === undefined ? null : String(input.paymentMethod).toLowerCase();
  if (method !== null && !METHODS.includes(method)) throw new InvalidRequest("Invalid payment method");
  const session = gateway.openSession({
    referenceId: String(input.referenceId ?? ""),
    products,
    subTotal: checkTotal(products.reduce((sum, { qty, price }) => sum + qty * price, 0)),
    returnUrl: readUrl(input, "returnUrl"),
    cancelUrl: input.cancelUrl === undefined ? "" : readUrl(input, "cancelUrl"),
    notifyUrl: readUrl(input, "notifyUrl"),
    buyer: readBuyer(input, "buyer"),
    hours: readHours(input),
    feeDirection: readFeeDirection(input),
    method,
    lang: input.lang === "en" ? "en" : "id",
  });
  // The vendor answers `https://sandbox-payment.ipaymu.com/#/{SessionID}`. A fragment never reaches a server,
  // so that form only works with script; the older `/payment/{SessionID}` of its documents works without.
  return success({ SessionID: session.id, Url: `${baseUrl()}/payment/${session.id}` });
}

/** A code to pay with, no page: va, cstore and qris. */
function direct({ gateway, baseUrl }: Api, input: JsonObject): Answer {
  requireFields(input, [
    "name",
    "phone",
    "email",
    "amount",
    "notifyUrl",
    "referenceId",
    "paymentMethod",
    "paymentChannel",
  ]);
  const method = String(input.paymentMethod).toLowerCase();
  if (!METHODS.includes(method)) throw new InvalidRequest("Invalid payment method");
  const channel = findChannel(String(input.paymentChannel));
  if (channel?.method !== method || !["va", "cstore", "qris"].includes(method)) {
    throw new InvalidRequest("Failed from partner");
  }
  if (!channel.online) throw new InvalidRequest("Failed to generate VA");
  // A QRIS of Rp 1,000 was accepted by the vendor's sandbox; everything else keeps the general minimum.
  const amount = checkTotal(readWhole(input.amount, "amount"), method === "qris" ? 1000 : 5000);
  if (amount > channel.maxAmount) throw new InvalidRequest("Failed from partner");
  const transaction = gateway.openTransaction(
    {
      // In every direct sample the session is the merchant's own reference, not a UUID.
      sessionId: String(input.referenceId),
      referenceId: String(input.referenceId),
      notifyUrl: readUrl(input, "notifyUrl"),
      buyer: readBuyer(input, ""),
      subTotal: amount,
      feeDirection: readFeeDirection(input),
      hours: readHours(input),
    },
    channel,
  );
  return success(directData(transaction, baseUrl()));
}

function directData(transaction: Transaction, baseUrl: string): object {
  const data = {
    SessionId: transaction.sessionId,
    TransactionId: transaction.id,
    ReferenceId: transaction.referenceId,
    Via: transaction.method.toUpperCase(),
    Channel: transaction.channel.toUpperCase(),
    PaymentNo: transaction.paymentNo,
    PaymentName: transaction.paymentName,
    SubTotal: transaction.subTotal,
    Fee: transaction.fee,
    Total: transaction.total,
    FeeDirection: transaction.feeDirection,
    Expired: wib(new Date(transaction.expiresAt)),
    Note: null,
  };
  if (transaction.method !== "qris") return data;
  return {
    ...data,
    QrString: transaction.paymentNo,
    QrImage: `${baseUrl}/qr/${transaction.id}`,
    QrTemplate: `${baseUrl}/qr/template/${transaction.id}`,
    Terminal: "A01",
    NNSCode: "93600503",
  };
}

/** Knows the numeric id only; a session or a reference is answered as unknown, and so is a stranger. */
function transaction({ gateway, ledger }: Api, input: JsonObject): Answer {
  requireFields(input, ["transactionId"]);
  const id = String(input.transactionId);
  const found = /^\d+$/.test(id) ? ledger.transaction(Number(id)) : undefined;
  if (found === undefined) return refused(404, "Transaction not found");
  gateway.expireIfOverdue(found);
  return success(transactionData(found));
}

function balance({ ledger, va }: Api, input: JsonObject): Answer {
  requireFields(input, ["account"]);
  if (String(input.account) !== va) throw new InvalidRequest("invalid request", { account: ["Invalid va"] });
  const settled = ledger.transactions().filter((one) => one.status === 1);
  const net = settled.reduce((sum, one) => sum + one.total - one.fee, 0);
  return success({ Va: va, MerchantBalance: String(net), MemberBalance: "0" });
}

function success(data: object): Answer {
  return { status: 200, body: { Status: 200, Success: true, Message: "Success", Data: data } };
}
