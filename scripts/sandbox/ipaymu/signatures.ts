import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/*
 * The gateway's side of both signatures, written on its own: nothing here is shared with the shop's
 * adapter, so that a mistake over there cannot agree with itself over here.
 */

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/**
 * What PHP holds after decoding a request: strings trimmed, quotes the vendor strips gone, and no empty or
 * null value left. A client that signed any of those is answered "unauthorized signature", as the vendor does.
 */
export function decodeRequest(text: string): JsonObject {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return {};
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return {};
  return cleanObject(parsed as JsonObject);
}

/** The text the gateway hashes: compact, `/` left alone, everything above ASCII as `\uXXXX`. */
export function canonicalRequest(decoded: JsonObject): string {
  return Object.keys(decoded).length === 0 ? "{}" : asciiJson(decoded);
}

/** The `signature` header the gateway expects; 64 lower-case hex digits. */
export function requestSignature(request: {
  method: string;
  va: string;
  apiKey: string;
  canonical: string;
}): string {
  const bodyHash = createHash("sha256").update(request.canonical, "utf8").digest("hex");
  const text = `${request.method.toUpperCase()}:${request.va}:${bodyHash}:${request.apiKey}`;
  return createHmac("sha256", request.apiKey).update(text, "utf8").digest("hex");
}

/** The text of a callback that is signed: keys in byte order and, unlike a request, `/` written `\/`. */
export function canonicalCallback(fields: JsonObject): string {
  const { signature: _, ...signed }: JsonObject = { additional_info: [], ...fields };
  const inOrder = Object.fromEntries(Object.entries(signed).sort(([a], [b]) => (a < b ? -1 : 1)));
  return asciiJson(inOrder).replaceAll("/", "\\/");
}

/** The X-Signature header of a callback. The key is the merchant's VA, which is no secret. */
export function callbackSignature(fields: JsonObject, va: string): string {
  return createHmac("sha256", va).update(canonicalCallback(fields), "utf8").digest("hex");
}

export function sameSignature(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** `{}` becomes `[]`: PHP decodes both into an empty array. */
function clean(value: Json): Json | undefined {
  if (value === null || value === "") return undefined;
  if (typeof value === "string") {
    const stripped = value.replace(/[`‘’“”]/g, "").trim();
    return stripped === "" ? undefined : stripped;
  }
  if (Array.isArray(value)) return value.map(clean).filter((item) => item !== undefined);
  if (typeof value === "object") return Object.keys(value).length === 0 ? [] : cleanObject(value);
  return value;
}

function cleanObject(object: JsonObject): JsonObject {
  const cleaned: JsonObject = {};
  for (const [key, value] of Object.entries(object)) {
    const kept = clean(value);
    if (kept !== undefined) cleaned[key] = kept;
  }
  return cleaned;
}

function asciiJson(value: Json): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).replace(/[\u0080-\uffff]/g, escaped);
}
