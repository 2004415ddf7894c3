import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { JsonObject } from "./signatures.ts";

export type Buyer = { name: string; email: string; phone: string };
export type FeeDirection = "MERCHANT" | "BUYER";

/** What POST /payment makes: a page to choose a channel on. Amounts in rupiah, moments in ISO 8601. */
export type Session = {
  id: string;
  referenceId: string;
  products: { name: string; qty: number; price: number }[];
  subTotal: number;
  returnUrl: string;
  cancelUrl: string;
  notifyUrl: string;
  buyer: Buyer;
  hours: number | null;
  feeDirection: FeeDirection;
  method: string | null;
  lang: "id" | "en";
  createdAt: string;
};

/** What a chosen channel makes. `total` is what the buyer hands over; `status` is the vendor's table. */
export type Transaction = {
  id: number;
  sessionId: string;
  referenceId: string;
  notifyUrl: string;
  buyer: Buyer;
  method: string;
  channel: string;
  subTotal: number;
  fee: number;
  total: number;
  feeDirection: FeeDirection;
  paymentNo: string;
  paymentName: string;
  status: number;
  createdAt: string;
  expiresAt: string;
  paidAt: string | null;
  settledAt: string | null;
};

/** One callback and what became of it. */
export type Delivery = {
  id: string;
  trxId: number;
  about: string;
  url: string;
  encoding: "form" | "json" | "json-as-form";
  fields: JsonObject;
  signature: string;
  state: "waiting" | "delivered" | "given-up";
  attempts: { at: string; status: number | null; answer: string }[];
};

type Saved = { lastTrxId: number; sessions: Session[]; transactions: Transaction[]; deliveries: Delivery[] };
export type Ledger = ReturnType<typeof openLedger>;

const FIRST_TRX_ID = 200_000;
const DELIVERIES_KEPT = 2_000;

/** Everything the sandbox remembers. With a file, it is read at once and written soon after each change. */
export function openLedger(stateFile?: string) {
  const sessions = new Map<string, Session>();
  const transactions = new Map<number, Transaction>();
  const bySession = new Map<string, number[]>();
  const byReference = new Map<string, { sessionId?: string; trxIds: number[] }>();
  /** Those in status 0, so that looking for what has run out does not look at years of sales. */
  const unpaid = new Set<Transaction>();
  let deliveries: Delivery[] = [];
  let lastTrxId = FIRST_TRX_ID;
  let writing: NodeJS.Timeout | undefined;

  const saved = stateFile === undefined ? null : read(stateFile);
  if (saved !== null) {
    lastTrxId = saved.lastTrxId;
    deliveries = saved.deliveries;
    for (const session of saved.sessions) indexSession(session);
    for (const transaction of saved.transactions) indexTransaction(transaction);
  }

  function reference(id: string) {
    const found = byReference.get(id) ?? { trxIds: [] };
    byReference.set(id, found);
    return found;
  }

  function indexSession(session: Session) {
    sessions.set(session.id, session);
    reference(session.referenceId).sessionId = session.id;
  }

  function indexTransaction(transaction: Transaction) {
    transactions.set(transaction.id, transaction);
    noteStatus(transaction);
    reference(transaction.referenceId).trxIds.push(transaction.id);
    bySession.set(transaction.sessionId, [...(bySession.get(transaction.sessionId) ?? []), transaction.id]);
  }

  function noteStatus(transaction: Transaction) {
    if (transaction.status === 0) unpaid.add(transaction);
    else unpaid.delete(transaction);
  }

  function changed() {
    if (stateFile === undefined || writing !== undefined) return;
    writing = setTimeout(flush, 50);
    writing.unref();
  }

  function flush() {
    clearTimeout(writing);
    writing = undefined;
    if (stateFile === undefined) return;
    const all: Saved = {
      lastTrxId,
      sessions: [...sessions.values()],
      transactions: [...transactions.values()],
      deliveries,
    };
    mkdirSync(dirname(stateFile), { recursive: true });
    writeFileSync(`${stateFile}.new`, JSON.stringify(all));
    renameSync(`${stateFile}.new`, stateFile);
  }

  return {
    changed,
    flush,
    nextTrxId: () => ++lastTrxId,
    addSession(session: Session) {
      indexSession(session);
      changed();
    },
    addTransaction(transaction: Transaction) {
      indexTransaction(transaction);
      changed();
    },
    addDelivery(delivery: Delivery) {
      deliveries.push(delivery);
      if (deliveries.length > DELIVERIES_KEPT * 2) {
        const old = deliveries.slice(0, -DELIVERIES_KEPT).filter((one) => one.state === "waiting");
        deliveries = [...old, ...deliveries.slice(-DELIVERIES_KEPT)];
      }
      changed();
    },
    session: (id: string) => sessions.get(id),
    transaction: (id: number) => transactions.get(id),
    /** The newest session of a reference; earlier ones stay payable by their own id. */
    sessionOfReference: (id: string) => sessions.get(byReference.get(id)?.sessionId ?? ""),
    transactionsOfReference: (id: string) => list(byReference.get(id)?.trxIds),
    transactionsOfSession: (id: string) => list(bySession.get(id)),
    sessions: () => [...sessions.values()],
    transactions: () => [...transactions.values()],
    unpaid: () => [...unpaid],
    /** Of a transaction whose status was changed. */
    statusChanged(transaction: Transaction) {
      noteStatus(transaction);
      changed();
    },
    deliveries: () => deliveries,
    reset() {
      for (const map of [sessions, transactions, bySession, byReference]) map.clear();
      unpaid.clear();
      deliveries = [];
      changed();
    },
  };

  function list(ids: number[] | undefined): Transaction[] {
    return (ids ?? []).flatMap((id) => transactions.get(id) ?? []);
  }
}

/** A file this program wrote; anything unreadable is an error a person should see, not silence. */
function read(stateFile: string): Saved | null {
  try {
    return JSON.parse(readFileSync(stateFile, "utf8")) as Saved;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new Error(`the sandbox's ledger ${stateFile} cannot be read`, { cause: error });
  }
}
