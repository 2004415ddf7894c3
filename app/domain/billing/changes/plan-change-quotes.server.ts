import type { Settings } from "#app/domain/settings.ts";
import type { Db } from "#db/client.ts";
import { type Price, priceOf } from "../invoices/tax.ts";
import { periodEnd } from "../renewals/periods.ts";
import { type GiveBack, planGiveBack } from "./plan-change-money.server.ts";
import { type Changing, listTargets, readChanging, type Target } from "./plan-change-rows.server.ts";
import { type Arithmetic, prorate } from "./proration.ts";

/** The least the gateway takes: "Total price min Rp 5000", observed in answers of its API. */
const LEAST_PAYABLE_IDR = 5_000;

export type Refusal =
  | { outcome: "bill-first" | "take-back-first" | "over" | "same" }
  | { outcome: "too-small"; usedBytes: number; planBytes: number }
  | { outcome: "too-many-domains"; domains: number; planDomains: number };

/** What a change would cost or give now. Amounts in whole rupiah. */
export type Quote = {
  target: Target;
  arithmetic: Arithmetic;
  /** "free": so little that the gateway does not take it, so it is let off. */
  way: "pay" | "free" | "even" | "give-back";
  /** The least the gateway takes. */
  least: number;
  /** What is paid, or given back, with tax; zero when nothing moves. */
  price: Price;
  /** What is given back from which order. */
  parts: GiveBack[];
  next: { at: Date; price: Price };
};

/** Why a subscription cannot move to this plan and term now; null when it can. */
export function refusalOf(
  { subscription, site, spans, domainCount }: Changing,
  target: Target,
): Refusal | null {
  const { status } = subscription;
  if (status === "past-due" || status === "suspended") return { outcome: "bill-first" };
  if (status === "cancelling") return { outcome: "take-back-first" };
  if (status !== "active" || !site || site.status === "deleting" || site.status === "deleted") {
    return { outcome: "over" };
  }
  if (spans.length === 0) return { outcome: "bill-first" };
  if (target.planId === subscription.plan_id && target.cycle === subscription.cycle) {
    return { outcome: "same" };
  }
  const usedBytes = site.disk_used_bytes ?? 0;
  if (usedBytes > target.diskBytes) {
    return { outcome: "too-small", usedBytes, planBytes: target.diskBytes };
  }
  if (domainCount > target.maxDomains) {
    return { outcome: "too-many-domains", domains: domainCount, planDomains: target.maxDomains };
  }
  return null;
}

/** The arithmetic of a change at a moment, in money of today's tax rule. Reads only. */
export async function quoteChange(
  { db, settings }: { db: Db; settings: Settings },
  { subscription, spans, waivedIdr }: Changing,
  target: Target,
  at: Date,
): Promise<Quote> {
  const isSameCycle = target.cycle === subscription.cycle;
  const arithmetic = prorate({
    mode: isSameCycle ? "same-cycle" : "new-period",
    spans,
    at,
    oldPriceIdr: subscription.amount_idr,
    newPriceIdr: target.amountIdr,
    waivedIdr,
  });
  const next = {
    at: isSameCycle ? subscription.ends_at : periodEnd(at, target.cycle, 1),
    price: priceOf(target.amountIdr, settings.tax),
  };
  const { differenceIdr } = arithmetic;
  const quote = { target, arithmetic, next, least: LEAST_PAYABLE_IDR };
  if (differenceIdr >= 0) {
    const price = priceOf(differenceIdr, settings.tax);
    const way = differenceIdr === 0 ? "even" : price.totalIdr < LEAST_PAYABLE_IDR ? "free" : "pay";
    return { ...quote, way, price, parts: [] };
  }
  const parts = await planGiveBack(db, subscription.id, -differenceIdr);
  const subtotalIdr = parts.reduce((sum, part) => sum + part.subtotalIdr, 0);
  const taxIdr = parts.reduce((sum, part) => sum + part.taxIdr, 0);
  const price = { subtotalIdr, taxIdr, totalIdr: subtotalIdr + taxIdr };
  return { ...quote, way: "give-back", price, parts };
}

export type Choice = { target: Target } & ({ refusal: Refusal } | { quote: Quote });

/** Every plan and term on sale with what moving there would cost one of the customer's own subscriptions now. */
export async function listChoices(
  deps: { db: Db; settings: Settings },
  which: { userId: string; subscriptionId: string },
  now: Date,
): Promise<{ state: Changing; choices: Choice[] } | null> {
  const state = await readChanging(deps.db, which, now);
  if (!state) return null;
  const choices: Choice[] = [];
  for (const target of await listTargets(deps.db)) {
    const refusal = refusalOf(state, target);
    choices.push(
      refusal ? { target, refusal } : { target, quote: await quoteChange(deps, state, target, now) },
    );
  }
  return { state, choices };
}
