import { z } from "zod";

/*
 * Trouble to order. A fault names where it strikes ("payment", …, "any" of the endpoints; "callback" for the
 * notices of paid, expired and failed; "pending-callback" for the notice of a chosen channel) and how often.
 */

export const ENDPOINTS = [
  "payment",
  "direct",
  "transaction",
  "history",
  "balance",
  "payment-channels",
] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

export const API_KINDS = [
  "delay",
  "500",
  "502-html",
  "reset-before",
  "reset-after",
  "hang",
  "garbage",
  "error",
  "transaction-status",
] as const;
export const CALLBACK_KINDS = [
  "never",
  "twice",
  "late",
  "out-of-order",
  "forged",
  "form",
  "json",
  "json-as-form",
] as const;

const timesSchema = z.number().int().positive().optional();

export const faultSchema = z.union([
  z.object({
    on: z.enum([...ENDPOINTS, "any"]),
    kind: z.enum(API_KINDS),
    /** How many requests it strikes; 1 unless told. */
    times: timesSchema,
    /** For "delay": milliseconds. */
    ms: z.number().int().nonnegative().optional(),
    /** For "error": the HTTP status; for "transaction-status": the number put into Data.Status. */
    status: z.number().int().optional(),
    /** For "error": the vendor's message, "Invalid IP" say. */
    message: z.string().optional(),
  }),
  z.object({
    on: z.enum(["callback", "pending-callback"]),
    kind: z.enum(CALLBACK_KINDS),
    times: timesSchema,
    /** For "late": milliseconds. */
    ms: z.number().int().nonnegative().optional(),
  }),
]);

export type Fault = z.infer<typeof faultSchema>;
export type ApiFault = Extract<Fault, { on: Endpoint | "any" }>;
export type CallbackFault = Extract<Fault, { on: "callback" | "pending-callback" }>;
export type Faults = ReturnType<typeof createFaults>;

/** Faults that can strike together; two of one group strike one after the other. */
const GROUPS: Record<string, string> = {
  delay: "delay",
  "transaction-status": "ledger",
  forged: "signature",
  form: "encoding",
  json: "encoding",
  "json-as-form": "encoding",
};

export function createFaults() {
  let ordered: { fault: Fault; left: number }[] = [];

  /** What strikes now: the oldest fault of each group, used up by one. */
  function take(strikes: (fault: Fault) => boolean): Fault[] {
    const struck = new Map<string, Fault>();
    for (const entry of ordered) {
      const group = GROUPS[entry.fault.kind] ?? "outcome";
      if (!strikes(entry.fault) || struck.has(group)) continue;
      struck.set(group, entry.fault);
      entry.left -= 1;
    }
    ordered = ordered.filter((entry) => entry.left > 0);
    return [...struck.values()];
  }

  return {
    set(fault: Fault) {
      ordered.push({ fault: faultSchema.parse(fault), left: fault.times ?? 1 });
    },
    clear() {
      ordered = [];
    },
    list: () => ordered.map((entry) => ({ ...entry.fault, left: entry.left })),
    takeForApi: (endpoint: Endpoint) =>
      take((fault) => fault.on === endpoint || fault.on === "any") as ApiFault[],
    takeForCallback: (on: CallbackFault["on"]) => take((fault) => fault.on === on) as CallbackFault[],
    /** Whether the next payment's notices are to come in the wrong order. */
    willSwap: () => ordered.some(({ fault }) => fault.on === "callback" && fault.kind === "out-of-order"),
  };
}
