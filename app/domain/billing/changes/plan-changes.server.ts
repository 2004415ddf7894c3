import { GatewayError, type PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { isUuid } from "#app/domain/hosting/websites/websites.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { Db, Tx } from "#db/client.ts";
import { spendCredit } from "../credit/credit.server.ts";
import { closeAttempts, closeOrder } from "../orders/endings.server.ts";
import { askAboutOrder } from "../payments/inquiries.server.ts";
import { lockSubscription } from "../renewals/renewal-rows.server.ts";
import { giveBackParts } from "./plan-change-money.server.ts";
import { insertChange, insertOrder, noteOrder } from "./plan-change-orders.server.ts";
import { type Quote, quoteChange, type Refusal, refusalOf } from "./plan-change-quotes.server.ts";
import {
  type ChangeRow,
  type Changing,
  findOpenChange,
  findTarget,
  isOfThisState,
  readChanging,
} from "./plan-change-rows.server.ts";
import { applyChange, applyPaidChange } from "./plan-change-settlement.server.ts";

type Deps = { db: Db; gateway: PaymentGateway; settings: Settings };

export type ChangeWish = {
  subscriptionId: string;
  userId: string;
  /** The price row, the moment and the sums that the page showed. */
  toPriceId: string;
  quotedAt: Date;
  differenceIdr: number;
  totalIdr: number;
  now: Date;
};

export type ChangeRequest =
  | { outcome: "to-pay"; orderId: string; number: string }
  | { outcome: "applied" }
  | { outcome: "unavailable" | "quote-changed" | "gateway-silent" | "invoice-pending" }
  | Refusal;

/** What a page shows holds for so long. */
const QUOTE_MS = 30 * 60_000;

/**
 * Changes the plan or the term of one of the customer's own subscriptions as the page showed it: what was shown is what
 * is charged, or nothing happens and the new sums are to be shown ("quote-changed"). Above zero an order is placed and
 * the change is applied when it is paid, at once if the credit covers it; otherwise it is applied now and what is left
 * over becomes credit. Sent twice or from two tabs, there is one change: the same wish gives the same order, another
 * one replaces the unpaid order after the gateway was asked about it.
 */
export async function requestChange(deps: Deps, wish: ChangeWish): Promise<ChangeRequest> {
  const { db } = deps;
  const age = wish.now.getTime() - wish.quotedAt.getTime();
  if (!(age >= 0 && age <= QUOTE_MS)) return { outcome: "quote-changed" };
  if (!isUuid(wish.toPriceId)) return { outcome: "unavailable" };
  const own = await readChanging(db, wish, wish.now);
  if (!own) return { outcome: "over" };
  if (!(await isSettled(deps, wish))) return { outcome: "gateway-silent" };
  return db.transaction().execute((tx) => decide(tx, deps.settings, wish));
}

/** Counts what may have been paid for the subscription's open orders; false while the gateway does not answer. */
async function isSettled(deps: Deps, { subscriptionId, now }: ChangeWish): Promise<boolean> {
  const open = await deps.db
    .selectFrom("orders")
    .select("id")
    .where("subscription_id", "=", subscriptionId)
    .where("status", "=", "awaiting-payment")
    .execute();
  try {
    for (const { id } of open) await askAboutOrder(deps, id, now);
    return true;
  } catch (error) {
    if (error instanceof GatewayError) return false;
    throw error;
  }
}

async function decide(tx: Tx, settings: Settings, wish: ChangeWish): Promise<ChangeRequest> {
  await lockAll(tx, wish.subscriptionId);
  // Sent again: what it did stands.
  if (await wasApplied(tx, wish)) return { outcome: "applied" };
  const state = await readChanging(tx, wish, wish.quotedAt);
  const target = await findTarget(tx, wish.toPriceId);
  if (!target) return { outcome: (await isOnSaleAnew(tx, wish)) ? "quote-changed" : "unavailable" };
  if (!state) return { outcome: "over" };
  const refusal = refusalOf(state, target);
  if (refusal) return refusal;
  if (state.subscription.ends_at <= wish.now) return { outcome: "bill-first" };

  const open = await findOpenChange(tx, wish.subscriptionId);
  const placed = open && (await payableOrder(tx, open, state, wish));
  if (placed) return { outcome: "to-pay", orderId: placed.id, number: placed.number };
  const quote = await quoteChange({ db: tx, settings }, state, target, wish.quotedAt);
  const isAsShown =
    quote.arithmetic.differenceIdr === wish.differenceIdr && quote.price.totalIdr === wish.totalIdr;
  if (!isAsShown) return { outcome: "quote-changed" };
  if (quote.arithmetic.mode === "new-period" && (await lacksInvoice(tx, wish))) {
    return { outcome: "invoice-pending" };
  }
  if (open?.order_id) await withdraw(tx, open.order_id, wish);
  return quote.way === "pay"
    ? placeChange(tx, settings, wish, state, quote)
    : applyNow(tx, wish, state, quote);
}

/** All orders of the subscription, then the subscription: the order in which everybody takes these locks. */
async function lockAll(tx: Tx, subscriptionId: string): Promise<void> {
  await tx
    .selectFrom("orders")
    .select("id")
    .where("subscription_id", "=", subscriptionId)
    .orderBy("id")
    .forUpdate()
    .execute();
  await lockSubscription(tx, subscriptionId);
}

async function wasApplied(tx: Tx, { subscriptionId, toPriceId, quotedAt }: ChangeWish): Promise<boolean> {
  const applied = await tx
    .selectFrom("plan_changes")
    .select("id")
    .where("subscription_id", "=", subscriptionId)
    .where("to_price_id", "=", toPriceId)
    .where("quoted_at", "=", quotedAt)
    .where("status", "=", "applied")
    .executeTakeFirst();
  return applied !== undefined;
}

/** Whether what was shown is sold at another price now, rather than not at all. */
async function isOnSaleAnew(tx: Tx, { toPriceId }: ChangeWish): Promise<boolean> {
  const row = await tx
    .selectFrom("prices")
    .innerJoin("plans", "plans.id", "prices.plan_id")
    .innerJoin("prices as current", (join) =>
      join.onRef("current.plan_id", "=", "plans.id").onRef("current.cycle", "=", "prices.cycle"),
    )
    .select("current.id")
    .where("prices.id", "=", toPriceId)
    .where("plans.withdrawn_at", "is", null)
    .where("current.replaced_at", "is", null)
    .executeTakeFirst();
  return row !== undefined;
}

/** The order of the same wish, while it can be paid and still fits. */
async function payableOrder(tx: Tx, open: ChangeRow, { subscription }: Changing, wish: ChangeWish) {
  if (open.to_price_id !== wish.toPriceId || !isOfThisState(open, subscription) || !open.order_id)
    return null;
  const order = await tx
    .selectFrom("orders")
    .select(["id", "number"])
    .where("id", "=", open.order_id)
    .where("status", "=", "awaiting-payment")
    .where("expires_at", ">", wish.now)
    .executeTakeFirst();
  return order ?? null;
}

/** A new term cuts the old one: its invoice must be written before. */
async function lacksInvoice(tx: Tx, { subscriptionId, now }: ChangeWish): Promise<boolean> {
  const row = await tx
    .selectFrom("subscription_periods")
    .leftJoin("invoices", "invoices.order_id", "subscription_periods.order_id")
    .select("starts_at")
    .where("subscription_id", "=", subscriptionId)
    .where("ends_at", ">", now)
    .where("subscription_periods.order_id", "is not", null)
    .where("invoices.id", "is", null)
    .executeTakeFirst();
  return row !== undefined;
}

async function withdraw(tx: Tx, orderId: string, { userId, now }: ChangeWish): Promise<void> {
  await closeAttempts(tx, orderId, now);
  await closeOrder(tx, orderId, "cancelled", { actor: "customer", actorId: userId }, now);
}

async function placeChange(
  tx: Tx,
  settings: Settings,
  wish: ChangeWish,
  state: Changing,
  quote: Quote,
): Promise<ChangeRequest> {
  const { userId, now } = wish;
  const order = await insertOrder(tx, settings, wish, state, quote);
  await insertChange(tx, wish, state, quote, order.id);
  const spending = { userId, orderId: order.id, amountIdr: order.total_idr, reason: "payment" as const, now };
  if (!(await spendCredit(tx, spending))) {
    return { outcome: "to-pay", orderId: order.id, number: order.number };
  }
  await tx.updateTable("orders").set({ status: "paid", paid_at: now }).where("id", "=", order.id).execute();
  await noteOrder(tx, order, "order-paid", { amountIdr: order.total_idr, method: "credit" }, now);
  const { outcome } = await applyPaidChange(tx, order, now);
  // Under the lock of the subscription, from which it was reckoned a moment ago.
  if (outcome !== "applied") throw new Error(`order ${order.number} changes nothing`);
  return { outcome: "applied" };
}

async function applyNow(tx: Tx, wish: ChangeWish, state: Changing, quote: Quote): Promise<ChangeRequest> {
  const { userId, now } = wish;
  const change = await insertChange(tx, wish, state, quote, null);
  await giveBackParts(tx, { userId, parts: quote.parts, now });
  const givenBackIdr = quote.way === "give-back" ? quote.price.totalIdr : 0;
  await applyChange(tx, { change, state, order: null, givenBackIdr, now });
  return { outcome: "applied" };
}
