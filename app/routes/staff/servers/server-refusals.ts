import type { TriedKey } from "#app/domain/hosting/servers/key-tries.server.ts";
import { minutesOf } from "#app/http/account-fields.ts";
import type { ServerWords } from "./servers.words.ts";

type Refusal = Exclude<TriedKey, { outcome: "accepted" }>;

/** Which field a trouble is mended in. */
const FIELDS: Partial<Record<string, string>> = {
  "key-wrong": "apiKey",
  unreachable: "address",
  "not-a-panel": "address",
};

/** The sentences of a refused key, by field; `fields` are those the form has, the rest goes to the form itself. */
export function errorsOf(
  t: ServerWords,
  refusal: Refusal,
  fields: readonly string[],
): Record<string, string[]> {
  if (refusal.outcome === "too-many") return { "": [t.tooMany(minutesOf(refusal.retryAfterSeconds))] };
  const { trouble, says } = refusal;
  const wanted = FIELDS[trouble] ?? "";
  const field = fields.includes(wanted) ? wanted : "";
  return { [field]: [t.troubles[trouble], t.says(says), t.nothingStored] };
}

/** 429 with the time to wait, or 400. */
export function statusOf(refusal: Refusal) {
  return refusal.outcome === "too-many" ? { status: 429, retryAfter: refusal.retryAfterSeconds } : {};
}
