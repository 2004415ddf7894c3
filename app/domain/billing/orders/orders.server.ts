import { type Selectable, sql } from "kysely";
import { record } from "#app/domain/audit/audit.server.ts";
import { isHostFree } from "#app/domain/hosting/websites/hosts.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { Db, Tx } from "#db/client.ts";
import type { Orders } from "#db/schema.ts";
import { claimCoupon, codeOfOrder } from "../coupons/coupons.server.ts";
import { priceOf } from "../invoices/tax.ts";
import { type Cycle, wibYear } from "../renewals/periods.ts";
import type { OrderStatus } from "./order-status.ts";
import { hostOf, type SiteAddress } from "./site-address.ts";

export type OrderRow = Selectable<Orders>;
/** An order as its owner's pages see it. Amounts in whole rupiah; `host` is without port. */
export type Order = {
  id: string;
  number: string;
  /** A purchase, or the bill of a subscription's next period, which begins at `periodStartsAt`. */
  kind: OrderRow["kind"];
  periodStartsAt: Date | null;
  planId: string;
  planName: string;
  cycle: Cycle;
  host: string;
  status: OrderStatus;
  /** What a coupon took off the price; the subtotal is what is left of it. */
  discountIdr: number;
  couponCode: string | null;
  subtotalIdr: number;
  taxIdr: number;
  totalIdr: number;
  createdAt: Date;
  expiresAt: Date;
  paidAt: Date | null;
  closedAt: Date | null;
  subscriptionId: string | null;
};

type NewOrder = {
  userId: string;
  planId: string;
  cycle: Cycle;
  /** The price the buyer was shown. */
  priceId: string;
  site: SiteAddress;
  /** From the form: what makes a double click, a reload and a retry the same order. */
  checkoutKey: string;
  /** A coupon's code as typed; empty or absent for none. */
  coupon?: string;
  now: Date;
};

export type Placement =
  | { outcome: "placed"; orderId: string; number: string }
  | { outcome: "price-changed" | "plan-unavailable" | "host-taken" | "stale-form" }
  | { outcome: "coupon-refused"; because: "not-usable" | "other-plan" };

const HOURS_TO_PAY = 24;

/**
 * Writes down what a customer wants to buy, to be paid within 24 hours. The price is read again: if it is no longer
 * the one that was shown, nothing is written, and so it is when its coupon may not be used (any more). Posted twice with one key, also at once, it is one order.
 */
export async function placeOrder(
  { db, settings }: { db: Db; settings: Settings },
  order: NewOrder,
): Promise<Placement> {
  const host = hostOf(order.site, settings.sitesDomain);
  return db.transaction().execute(async (tx) => {
    // Two posts of one form wait here for each other, and so do two buyers of one name.
    for (const shared of [order.checkoutKey, host]) {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`checkout:${shared}`}, 0))`.execute(tx);
    }
    const placed = await tx
      .selectFrom("orders")
      .select(["id", "number", "user_id"])
      .where("checkout_key", "=", order.checkoutKey)
      .executeTakeFirst();
    if (placed) {
      if (placed.user_id !== order.userId) return { outcome: "stale-form" };
      return { outcome: "placed", orderId: placed.id, number: placed.number };
    }
    const price = await currentPrice(tx, order);
    if (!price) return { outcome: "plan-unavailable" };
    if (price.id !== order.priceId) return { outcome: "price-changed" };
    if (!(await isHostFree(tx, host)) || (await isWanted(tx, order, host, settings))) {
      return { outcome: "host-taken" };
    }
    const { userId, planId, now } = order;
    const wish = { code: order.coupon ?? "", userId, planId, priceIdr: price.amount_idr, now };
    const coupon = order.coupon ? await claimCoupon(tx, wish) : null;
    if (coupon && coupon.outcome !== "good") return { outcome: "coupon-refused", because: coupon.outcome };
    return insertOrder(tx, order, { price, coupon, settings });
  });
}

function currentPrice(tx: Tx, { planId, cycle }: NewOrder) {
  return tx
    .selectFrom("prices")
    .innerJoin("plans", "plans.id", "prices.plan_id")
    .select(["prices.id", "prices.amount_idr"])
    .where("plans.id", "=", planId)
    .where("plans.withdrawn_at", "is", null)
    .where("prices.cycle", "=", cycle)
    .where("prices.replaced_at", "is", null)
    .executeTakeFirst();
}

/** Whether somebody else has an order for this host that can still be paid. */
async function isWanted(tx: Tx, order: NewOrder, host: string, { sitesDomain }: Settings): Promise<boolean> {
  const waiting = await tx
    .selectFrom("orders")
    .select(["site_label", "site_domain"])
    .where("user_id", "<>", order.userId)
    .where("status", "=", "awaiting-payment")
    .where("expires_at", ">", order.now)
    .where((or) => or.or([or("site_label", "=", order.site.label ?? ""), or("site_domain", "=", host)]))
    .execute();
  return waiting.some(
    (one) => hostOf({ label: one.site_label, domain: one.site_domain }, sitesDomain) === host,
  );
}

type Terms = {
  price: { id: string; amount_idr: number };
  coupon: { couponId: string; code: string; discountIdr: number } | null;
  settings: Settings;
};

async function insertOrder(tx: Tx, order: NewOrder, { price, coupon, settings }: Terms): Promise<Placement> {
  const discountIdr = coupon?.discountIdr ?? 0;
  const { subtotalIdr, taxIdr, totalIdr } = priceOf(price.amount_idr - discountIdr, settings.tax);
  const number = await nextOrderNumber(tx, order.now);
  const inserted = await tx
    .insertInto("orders")
    .values({
      number,
      user_id: order.userId,
      plan_id: order.planId,
      price_id: price.id,
      cycle: order.cycle,
      site_label: order.site.label ?? null,
      site_domain: order.site.domain ?? null,
      coupon_id: coupon?.couponId ?? null,
      discount_idr: discountIdr,
      subtotal_idr: subtotalIdr,
      tax_idr: taxIdr,
      total_idr: totalIdr,
      tax_rule: settings.tax ? JSON.stringify(settings.tax) : null,
      checkout_key: order.checkoutKey,
      expires_at: new Date(order.now.getTime() + HOURS_TO_PAY * 3_600_000),
      created_at: order.now,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  await record(tx, {
    actor: "customer",
    actorId: order.userId,
    subjectType: "order",
    subjectId: inserted.id,
    orderId: inserted.id,
    event: "order-placed",
    detail: { number, totalIdr, ...(coupon && { coupon: coupon.code, discountIdr }) },
    now: order.now,
  });
  return { outcome: "placed", orderId: inserted.id, number };
}

/** `LC-2026-000123`: a number no order has, with the year in WIB. Each call uses one up. */
export async function nextOrderNumber(tx: Tx, now: Date): Promise<string> {
  const { rows } = await sql<{ next: number }>`select nextval('order_numbers') as next`.execute(tx);
  return `LC-${wibYear(now)}-${String(rows[0]!.next).padStart(6, "0")}`;
}

type Reader = { db: Db; settings: Settings };

/** One of the customer's own orders by its number, or null. */
export async function findOrder(
  { db, settings }: Reader,
  userId: string,
  number: string,
): Promise<Order | null> {
  if (!/^LC-\d{4}-\d{6,12}$/.test(number)) return null;
  const row = await ordersOf(db, userId).where("orders.number", "=", number).executeTakeFirst();
  return row ? toOrder(row, settings) : null;
}

export type OrderPage = { orders: Order[]; older: string | null };
const PAGE = 20;

/**
 * The customer's orders, newest first, 20 at a time. `before` is the number of the order after which the page begins,
 * as `older` of the page before told; one that is not the customer's begins at the newest.
 */
export async function listOrders(
  { db, settings }: Reader,
  userId: string,
  { status, before }: { status?: OrderStatus | undefined; before?: string | undefined },
): Promise<OrderPage> {
  let query = ordersOf(db, userId).orderBy("orders.created_at", "desc").orderBy("orders.id", "desc");
  if (status) query = query.where("orders.status", "=", status);
  const from = before ? await findOrder({ db, settings }, userId, before) : null;
  if (from) {
    // The column is finer than a JavaScript date, so the place is compared inside the database.
    query = query.where(
      sql<boolean>`(orders.created_at, orders.id) < (select created_at, id from orders where id = ${from.id})`,
    );
  }
  const rows = await query.limit(PAGE + 1).execute();
  const orders = rows.slice(0, PAGE).map((row) => toOrder(row, settings));
  return { orders, older: rows.length > PAGE ? orders.at(-1)!.number : null };
}

function ordersOf(db: Db, userId: string) {
  return db
    .selectFrom("orders")
    .innerJoin("plans", "plans.id", "orders.plan_id")
    .selectAll("orders")
    .select(["plans.name as plan_name", codeOfOrder().as("coupon_code")])
    .where("orders.user_id", "=", userId);
}

function toOrder(
  row: OrderRow & { plan_name: string; coupon_code: string | null },
  { sitesDomain }: Settings,
): Order {
  return {
    id: row.id,
    number: row.number,
    kind: row.kind,
    periodStartsAt: row.period_starts_at,
    planId: row.plan_id,
    planName: row.plan_name,
    cycle: row.cycle,
    host: hostOf({ label: row.site_label, domain: row.site_domain }, sitesDomain),
    status: row.status,
    discountIdr: row.discount_idr,
    couponCode: row.coupon_code,
    subtotalIdr: row.subtotal_idr,
    taxIdr: row.tax_idr,
    totalIdr: row.total_idr,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    paidAt: row.paid_at,
    closedAt: row.closed_at,
    subscriptionId: row.subscription_id,
  };
}
