import { createHash, createHmac, timingSafeEqual } from "node:crypto";

export type Fields = { [key: string]: unknown };
type Credentials = { va: string; apiKey: string };

/**
 * The one text of a request that is both signed and sent: compact, pure ASCII (`\u00e9`), `/` left alone.
 * iPaymu decodes the body and writes it again before it checks the signature, losing empty values and outer
 * spaces and refusing typographic quotes, so none of those is ever sent. Throws for a number that is not whole.
 */
export function requestText(fields: Fields): string {
  return ascii(JSON.stringify(cleaned(fields) ?? {}));
}

/**
 * The `signature` header of a request whose body is `text` (`{}` for a GET): 64 lower-case hex digits.
 * The API key stands in the signed line and is the key as well; both are meant.
 */
export function signRequest(method: "GET" | "POST", text: string, { va, apiKey }: Credentials): string {
  const digest = createHash("sha256").update(text).digest("hex");
  return createHmac("sha256", apiKey).update(`${method}:${va}:${digest}:${apiKey}`).digest("hex");
}

/**
 * Whether a notice carries the vendor's signature. The key is the merchant's account number, which is no secret:
 * this filters noise and proves nothing. Form bodies lose types and empty values, and PHP writes non-ASCII in two
 * ways, so each form the vendor may have signed is tried.
 */
export function isSignedNotice(fields: Fields, signature: string, va: string): boolean {
  const given = Buffer.from(signature.trim().toLowerCase());
  return noticeTexts(fields).some((text) => {
    const expected = Buffer.from(createHmac("sha256", va).update(text).digest("hex"));
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
}

/** Every text of a notice that the vendor may have signed, the documented one first. */
export function noticeTexts(fields: Fields): string[] {
  const { signature: _, ...rest }: Fields = { additional_info: [], ...fields };
  const received = Object.entries(rest).map(([key, value]) => [key, typed(key, value)] as const);
  const empty = ([, value]: readonly [string, unknown]) => value === "" || value === null;
  const variants = [
    received,
    received.map((entry) => (empty(entry) ? ([entry[0], null] as const) : entry)),
    received.filter((entry) => !empty(entry) || entry[0] === "payment_no"),
    received.filter((entry) => !empty(entry)),
  ];
  return [...new Set(variants.map(phpJson).flatMap((text) => [ascii(text), text]))];
}

const WHOLE_NUMBERS = new Set(["trx_id", "status_code", "transaction_status_code", "paid_off"]);

/** A form carries everything as text; the vendor signed numbers and booleans. */
function typed(key: string, value: unknown): unknown {
  if (WHOLE_NUMBERS.has(key) && typeof value === "string" && /^-?\d{1,15}$/.test(value)) return Number(value);
  if (key === "is_escrow" && typeof value !== "boolean")
    return value === "1" || value === 1 || value === "true";
  return value;
}

/** PHP's `json_encode` of an array after `ksort`: keys in byte order, `/` written `\/`. */
function phpJson(entries: (readonly [string, unknown])[]): string {
  const inOrder = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  const members = inOrder.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return `{${members.join(",")}}`.replaceAll("/", "\\/");
}

function ascii(json: string): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return json.replace(/[\u0080-\uffff]/g, escaped);
}

/** Without what the vendor would drop or refuse; `undefined` when nothing is left. */
function cleaned(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/[`‘’‚“”„]/g, "").trim() || undefined;
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new TypeError(`${value} is not a whole number`);
    return value;
  }
  if (Array.isArray(value)) return value.map(cleaned).filter((item) => item !== undefined);
  if (typeof value !== "object" || value === null) return value ?? undefined;
  const kept = Object.entries(value)
    .map(([key, item]) => [key, cleaned(item)] as const)
    .filter(([, item]) => item !== undefined);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
