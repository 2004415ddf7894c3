import type { Buyer, FeeDirection, Session } from "./ledger.ts";
import type { Json, JsonObject } from "./signatures.ts";

/** An answer of the API before it is written: the HTTP status equals the envelope's. */
export type Answer = { status: number; body: object };

/** Thrown by a check, answered as the vendor's error envelope. */
export class InvalidRequest extends Error {
  readonly fields: Record<string, string[]> | undefined;

  constructor(message: string, fields?: Record<string, string[]>) {
    super(message);
    this.fields = fields;
  }
}

export function refused(status: number, message: string, fields?: Record<string, string[]>): Answer {
  const body = { Status: status, Success: false, Message: message, Data: null };
  return { status, body: fields === undefined ? body : { ...body, Error: fields } };
}

/** All of these or "name wajib diisi." for each that is missing, in the vendor's own words. */
export function requireFields(input: JsonObject, names: string[]): void {
  const missing = names.filter((name) => input[name] === undefined);
  if (missing.length === 0) return;
  const fields = Object.fromEntries(missing.map((name) => [name, [`${spoken(name)} wajib diisi.`]]));
  throw new InvalidRequest("invalid request", fields);
}

export function readUrl(input: JsonObject, name: string): string {
  const value = input[name];
  const isWeb = typeof value === "string" && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
  if (!isWeb) throw new InvalidRequest(`Format isian ${spoken(name)} tidak valid.`);
  return value;
}

/** Whole rupiah within the vendor's bounds. */
export function checkTotal(total: number, min = 5000): number {
  if (!Number.isSafeInteger(total) || total < min || total > 999_999_999) {
    throw new InvalidRequest(`Total price min Rp ${min} and max Rp 999999999`);
  }
  return total;
}

export function readProducts(input: JsonObject): Session["products"] {
  const names = readList(input, "product");
  const quantities = readList(input, "qty").map((value) => readWhole(value, "qty"));
  const prices = readList(input, "price").map((value) => readWhole(value, "price"));
  if (names.length !== quantities.length || names.length !== prices.length) {
    throw new InvalidRequest("invalid request", { product: ["product, qty dan price harus sama banyak."] });
  }
  return names.map((name, i) => ({ name: String(name), qty: quantities[i]!, price: prices[i]! }));
}

/** Accepts 3 and "3": the vendor's samples use both. */
export function readWhole(value: Json | undefined, name: string): number {
  const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isSafeInteger(number) || number < 0) {
    throw new InvalidRequest("invalid request", { [name]: [`${spoken(name)} harus berupa angka.`] });
  }
  return number;
}

export function readHours(input: JsonObject): number | null {
  return input.expired === undefined ? null : Math.max(1, readWhole(input.expired, "expired"));
}

export function readFeeDirection(input: JsonObject): FeeDirection {
  return String(input.feeDirection).toUpperCase() === "BUYER" ? "BUYER" : "MERCHANT";
}

/** `buyerName` on the hosted page, plain `name` on a direct payment. */
export function readBuyer(input: JsonObject, prefix: "buyer" | ""): Buyer {
  const key = (word: string) => (prefix === "" ? word.toLowerCase() : `${prefix}${word}`);
  const text = (word: string) => String(input[key(word)] ?? "");
  return { name: text("Name"), email: text("Email"), phone: text("Phone") };
}

function readList(input: JsonObject, name: string): Json[] {
  const value = input[name];
  if (Array.isArray(value) && value.length > 0) return value;
  throw new InvalidRequest("invalid request", { [name]: [`${spoken(name)} harus berupa array.`] });
}

/** notifyUrl → "notify url". */
function spoken(name: string): string {
  return name.replace(/([A-Z])/g, " $1").toLowerCase();
}
