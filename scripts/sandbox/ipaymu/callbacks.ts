import { randomInt, randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { wib, wibDigits, wibWithOffset } from "./clock.ts";
import type { Delivery, Ledger, Transaction } from "./ledger.ts";
import { callbackSignature, type JsonObject } from "./signatures.ts";

export type CallbackSettings = {
  /** What the merchant chose in the dashboard; the vendor's default is "form". */
  encoding: Delivery["encoding"];
  /** Pauses before each resend of a callback that was not answered 200; then it is given up. */
  retryMs: number[];
  lateMs: number;
  timeoutMs: number;
};

export const DEFAULT_CALLBACKS: CallbackSettings = {
  encoding: "form",
  retryMs: [250, 500, 1_000, 2_000, 4_000, 8_000],
  lateMs: 3_000,
  timeoutMs: 10_000,
};

export type Plan = {
  encoding?: Delivery["encoding"];
  delayMs?: number;
  copies?: number;
  /** Sign with a key that is not the merchant's. */
  forged?: boolean;
  /** Fields that differ from the ledger: the body of a lie. */
  lies?: JsonObject;
};

export type Callbacks = ReturnType<typeof createCallbacks>;

/** Sends notices in the order planned, one transaction's after the other, each until it is answered 200. */
export function createCallbacks(deps: { ledger: Ledger; va: string; settings: CallbackSettings }) {
  const { ledger, va, settings } = deps;
  const stopping = new AbortController();
  const active = new Set<Promise<void>>();
  const lastFirstTry = new Map<number, Promise<void>>();

  function plan(transaction: Transaction, how: Plan = {}): void {
    const before = lastFirstTry.get(transaction.id) ?? Promise.resolve();
    const tries: Promise<void>[] = [];
    for (let copy = 0; copy < (how.copies ?? 1); copy++) {
      const delivery = write(transaction, how);
      ledger.addDelivery(delivery);
      tries.push(start(delivery, before, how.delayMs ?? 0));
    }
    // A late notice must not hold up the ones planned after it.
    if (how.delayMs === undefined) queueBehind(transaction.id, Promise.all(tries));
  }

  function queueBehind(trxId: number, tries: Promise<unknown>) {
    const tail = tries.then(() => {
      if (lastFirstTry.get(trxId) === tail) lastFirstTry.delete(trxId);
    });
    lastFirstTry.set(trxId, tail);
  }

  function write(transaction: Transaction, how: Plan): Delivery {
    const fields = { ...callbackFields(transaction), ...how.lies };
    return {
      id: `${wibDigits(new Date())}${String(randomInt(1_000_000)).padStart(6, "0")}`,
      trxId: transaction.id,
      about: String(fields.status),
      url: transaction.notifyUrl,
      encoding: how.encoding ?? settings.encoding,
      fields,
      signature: callbackSignature(fields, how.forged ? randomUUID() : va),
      state: "waiting",
      attempts: [],
    };
  }

  /** Resolves after the first try; the later ones go on by themselves. */
  function start(delivery: Delivery, before: Promise<void>, delayMs: number): Promise<void> {
    return new Promise((firstTried) => {
      const work = deliver(delivery, before, delayMs, firstTried)
        .catch((error: unknown) => {
          if (!stopping.signal.aborted) throw error;
        })
        .finally(() => {
          active.delete(work);
          firstTried();
        });
      active.add(work);
    });
  }

  async function deliver(delivery: Delivery, before: Promise<void>, delayMs: number, firstTried: () => void) {
    await before;
    for (const ms of [delayMs, ...settings.retryMs]) {
      if (ms > 0) await pause(ms, undefined, { signal: stopping.signal });
      stopping.signal.throwIfAborted();
      const answer = await send(delivery);
      stopping.signal.throwIfAborted();
      delivery.attempts.push({ at: new Date().toISOString(), ...answer });
      if (answer.status === 200) delivery.state = "delivered";
      ledger.changed();
      firstTried();
      if (answer.status === 200) return;
    }
    delivery.state = "given-up";
    ledger.changed();
  }

  async function send(delivery: Delivery): Promise<{ status: number | null; answer: string }> {
    try {
      const response = await fetch(delivery.url, {
        method: "POST",
        redirect: "manual",
        headers: {
          Accept: "application/json",
          "Content-Type":
            delivery.encoding === "json" ? "application/json" : "application/x-www-form-urlencoded",
          "X-External-ID": delivery.id,
          "X-Signature": delivery.signature,
          "X-Timestamp": wibWithOffset(new Date()),
        },
        body: delivery.encoding === "form" ? formBody(delivery.fields) : JSON.stringify(delivery.fields),
        signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(settings.timeoutMs)]),
      });
      return { status: response.status, answer: (await response.text()).slice(0, 500) };
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return { status: null, answer: String(cause) };
    }
  }

  return {
    plan,
    /** Goes on with what a restart interrupted. */
    resume() {
      for (const delivery of ledger.deliveries().filter((one) => one.state === "waiting")) {
        queueBehind(
          delivery.trxId,
          start(delivery, lastFirstTry.get(delivery.trxId) ?? Promise.resolve(), 0),
        );
      }
    },
    /** Resolves when every callback planned so far is delivered or given up. */
    async idle() {
      while (active.size > 0) await Promise.all(active);
    },
    async stop() {
      stopping.abort();
      await Promise.all(active);
    },
  };
}

/** The body in the vendor's own key order, amounts as strings, `paid_off` as a number. */
export function callbackFields(transaction: Transaction): JsonObject {
  const paid = isPaid(transaction.status);
  const common: JsonObject = {
    trx_id: transaction.id,
    sid: transaction.sessionId,
    reference_id: transaction.referenceId,
    status: statusWord(transaction.status),
    status_code: paid ? 1 : transaction.status,
    sub_total: String(transaction.subTotal),
    total: String(transaction.total),
    amount: String(transaction.total),
    fee: String(transaction.fee),
    paid_off: transaction.total - transaction.fee,
    created_at: wib(new Date(transaction.createdAt)),
    expired_at: wib(new Date(transaction.expiresAt)),
    paid_at: transaction.paidAt === null ? "" : wib(new Date(transaction.paidAt)),
    settlement_status: transaction.settledAt === null ? "unsettle" : "settled",
    transaction_status_code: transaction.status,
    is_escrow: transaction.status === 7,
    system_notes: paid ? "Sandbox notify" : "",
    via: transaction.method,
    channel: transaction.channel,
    // Empty for QRIS and cards, as in every payload seen.
    payment_no: ["va", "cstore"].includes(transaction.method) ? transaction.paymentNo : "",
    buyer_name: transaction.buyer.name,
    buyer_email: transaction.buyer.email,
    buyer_phone: transaction.buyer.phone,
    additional_info: [],
    url: transaction.notifyUrl,
  };
  return transaction.method === "va" ? { ...common, va: transaction.paymentNo } : common;
}

/** Success is 1 (settled), 6 (settling) or 7 (held in escrow). */
export function isPaid(status: number): boolean {
  return status === 1 || status === 6 || status === 7;
}

export function statusWord(status: number): string {
  if (isPaid(status)) return "berhasil";
  if (status === 0) return "pending";
  return status === -2 ? "expired" : "gagal";
}

/** What PHP's http_build_query leaves of a body: booleans as 0 and 1, empty arrays and nulls gone. */
function formBody(fields: JsonObject): string {
  const form = new URLSearchParams();
  for (const [key, value] of Object.entries(fields)) {
    if (value === null || typeof value === "object") continue;
    form.append(key, typeof value === "boolean" ? String(Number(value)) : String(value));
  }
  return form.toString();
}
