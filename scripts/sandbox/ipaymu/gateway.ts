import { randomUUID } from "node:crypto";
import { type Callbacks, isPaid, type Plan, statusWord } from "./callbacks.ts";
import { type Channel, channelsFor, expiryOf, feeOf, findChannel, paymentNumber } from "./channels.ts";
import type { CallbackFault, Faults } from "./faults.ts";
import type { Ledger, Session, Transaction } from "./ledger.ts";

/** The order was wrong, not the sandbox: an unknown reference, a channel that is not offered. */
export class SandboxRefused extends Error {}

export type PayOptions = {
  channel?: string;
  status?: 1 | 6 | 7;
  /** What the buyer really hands over, before a fee of theirs; the order's own amount unless told. */
  amount?: number;
  notify?: "once" | "twice" | "never" | "late";
};

type Order = Pick<
  Transaction,
  "sessionId" | "referenceId" | "notifyUrl" | "buyer" | "subTotal" | "feeDirection"
> & { hours: number | null };

export type Gateway = ReturnType<typeof createGateway>;

/** What buyers and banks do to orders. Every change goes through here, and so does every notice of it. */
export function createGateway(deps: {
  ledger: Ledger;
  callbacks: Callbacks;
  faults: Faults;
  lateMs: number;
  now: () => Date;
}) {
  const { ledger, callbacks, faults, lateMs, now: clock } = deps;

  function openSession(order: Omit<Session, "id" | "createdAt">): Session {
    const session = { ...order, id: randomUUID(), createdAt: clock().toISOString() };
    ledger.addSession(session);
    return session;
  }

  /** A chosen channel: a transaction in status 0 and, at once, the pending notice. */
  function openTransaction(order: Order, channel: Channel): Transaction {
    const now = clock();
    const id = ledger.nextTrxId();
    const transaction: Transaction = {
      id,
      sessionId: order.sessionId,
      referenceId: order.referenceId,
      notifyUrl: order.notifyUrl,
      buyer: order.buyer,
      method: channel.method,
      channel: channel.code,
      ...amounts(channel, order.subTotal, order.feeDirection),
      feeDirection: order.feeDirection,
      paymentNo: paymentNumber(channel, id, now),
      paymentName: "iPaymu Sandbox",
      status: 0,
      createdAt: now.toISOString(),
      expiresAt: expiryOf(channel, order.hours, now).toISOString(),
      paidAt: null,
      settledAt: null,
    };
    ledger.addTransaction(transaction);
    // Ordered out of order: the pending notice is kept back until the payment's own has gone.
    if (!faults.willSwap()) notify(transaction, "pending-callback");
    return transaction;
  }

  function choose(target: string, channelName?: string): Transaction {
    const { session } = find(target);
    if (session === undefined) throw new SandboxRefused(`no payment page is open for ${target}`);
    const offered = channelsFor(session.subTotal, session.method);
    const wanted = channelName === undefined ? offered[0] : findChannel(channelName);
    const channel = offered.find((one) => one.code === wanted?.code);
    if (channel === undefined) throw new SandboxRefused(`the channel ${channelName ?? ""} is not offered`);
    return openTransaction({ ...session, sessionId: session.id }, channel);
  }

  function pay(target: string, options: PayOptions = {}): Transaction {
    const transaction = findPayable(target, options.channel);
    if (!isPaid(transaction.status)) {
      if (options.amount !== undefined) {
        const channel = findChannel(transaction.channel)!;
        Object.assign(transaction, amounts(channel, options.amount, transaction.feeDirection));
      }
      // QRIS settles at once; a bank's money is "berhasil, unsettled" first.
      move(transaction, options.status ?? (transaction.method === "qris" ? 1 : 6));
    }
    notify(transaction, "callback", options.notify);
    return transaction;
  }

  function findPayable(target: string, channelName?: string): Transaction {
    const { session, transaction, others } = find(target);
    if (transaction !== undefined) return transaction;
    const wanted = channelName === undefined ? undefined : findChannel(channelName)?.code;
    const waiting = others.filter((one) => one.status === 0 && (wanted ?? one.channel) === one.channel);
    const newest = waiting.at(-1);
    if (newest !== undefined) return newest;
    if (session !== undefined) return choose(session.id, channelName);
    return others.at(-1)!;
  }

  /** By transaction number, session or reference, as the vendor's own simulator takes any of them. */
  function find(target: string): { session?: Session; transaction?: Transaction; others: Transaction[] } {
    const transaction = ledger.transaction(Number(target));
    if (transaction !== undefined) {
      return { session: ledger.session(transaction.sessionId), transaction, others: [] };
    }
    const session = ledger.session(target) ?? ledger.sessionOfReference(target);
    const others =
      session === undefined
        ? ledger.transactionsOfReference(target)
        : ledger.transactionsOfSession(session.id);
    if (session === undefined && others.length === 0) throw new SandboxRefused(`${target} is not known here`);
    return { session, others };
  }

  function get(trxId: string | number): Transaction {
    const transaction = ledger.transaction(Number(trxId));
    if (transaction === undefined) throw new SandboxRefused(`transaction ${trxId} is not known here`);
    return transaction;
  }

  /** Any status of the vendor's table. Tells the shop only when the buyer's side of it changed. */
  function settle(trxId: string | number, status: number): Transaction {
    const transaction = get(trxId);
    const before = statusWord(transaction.status);
    move(transaction, status);
    if (statusWord(status) !== before) notify(transaction, "callback");
    return transaction;
  }

  /** Nobody has ever seen a notice of a refund, so none is sent: a client has to ask. */
  function refund(trxId: string | number): Transaction {
    return move(get(trxId), 3);
  }

  /** A notice of a payment that never was. Anyone who knows the VA can sign one properly. */
  function forge(target: string, signature: "valid" | "wrong"): Transaction {
    const { transaction, others } = find(target);
    const subject = transaction ?? others.at(-1) ?? choose(target);
    callbacks.plan(subject, {
      forged: signature === "wrong",
      lies: { status: "berhasil", status_code: 1, transaction_status_code: 1, settlement_status: "settled" },
    });
    return subject;
  }

  function expireOverdue(): void {
    for (const one of ledger.unpaid()) expireIfOverdue(one);
  }

  function expireIfOverdue(one: Transaction): void {
    if (one.status === 0 && Date.parse(one.expiresAt) <= clock().getTime()) settle(one.id, -2);
  }

  function move(transaction: Transaction, status: number): Transaction {
    const now = clock().toISOString();
    transaction.status = status;
    if (isPaid(status)) transaction.paidAt ??= now;
    if (status === 1) transaction.settledAt ??= now;
    ledger.statusChanged(transaction);
    return transaction;
  }

  function notify(transaction: Transaction, on: CallbackFault["on"], wish?: PayOptions["notify"]): void {
    const struck = faults.takeForCallback(on);
    const has = (kind: CallbackFault["kind"]) => struck.find((fault) => fault.kind === kind);
    if (wish === "never" || (wish === undefined && has("never"))) return;
    const plan: Plan = {
      encoding: struck.find(isEncoding)?.kind as Plan["encoding"],
      forged: has("forged") !== undefined,
      copies: wish === "twice" || (wish === undefined && has("twice")) ? 2 : 1,
    };
    if (wish === "late" || (wish === undefined && has("late"))) plan.delayMs = has("late")?.ms ?? lateMs;
    callbacks.plan(transaction, plan);
    if (has("out-of-order"))
      callbacks.plan({ ...transaction, status: 0, paidAt: null, settledAt: null }, plan);
  }

  return {
    openSession,
    openTransaction,
    choose,
    pay,
    find,
    get,
    settle,
    refund,
    forge,
    expireOverdue,
    expireIfOverdue,
  };
}

function amounts(channel: Channel, subTotal: number, feeDirection: Transaction["feeDirection"]) {
  const fee = feeOf(channel, subTotal);
  return { subTotal, fee, total: feeDirection === "BUYER" ? subTotal + fee : subTotal };
}

function isEncoding(fault: CallbackFault): boolean {
  return ["form", "json", "json-as-form"].includes(fault.kind);
}
