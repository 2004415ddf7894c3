import { type Fields, isSignedNotice } from "./signature.server.ts";

/** What a notice says of itself. None of it is believed; the numbers only tell where to look. */
export type Notice = {
  trxId: string | null;
  referenceId: string | null;
  /** It claims that money was paid. */
  claimsPaid: boolean;
  isSigned: boolean;
};

/**
 * Reads a notice's body, form or JSON by its first character: the vendor has sent JSON under the form's content
 * type. Null when it is neither. `signature` is the X-Signature header; older notices carry it as a field.
 */
export function parseNotice(body: string, signature: string | null, va: string): Notice | null {
  const fields = body.trimStart().startsWith("{") ? fromJson(body) : fromForm(body);
  if (!fields) return null;
  const signed = signature || text(fields.signature);
  const trxId = text(fields.trx_id);
  return {
    trxId: trxId && /^[1-9]\d{0,14}$/.test(trxId) ? trxId : null,
    referenceId: text(fields.reference_id)?.slice(0, 100) ?? null,
    claimsPaid: ["1", "6", "7"].includes(
      text(fields.transaction_status_code) ?? text(fields.status_code) ?? "",
    ),
    isSigned: signed ? isSignedNotice(fields, signed, va) : false,
  };
}

function fromJson(body: string): Fields | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
  } catch {
    return null;
  }
}

function fromForm(body: string): Fields | null {
  const entries = [...new URLSearchParams(body)].filter(([key]) => key !== "");
  return body.includes("=") && entries.length > 0 ? Object.fromEntries(entries) : null;
}

function text(value: unknown): string | null {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}
