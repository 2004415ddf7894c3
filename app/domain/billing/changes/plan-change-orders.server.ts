import { randomUUID } from "node:crypto";
import { record } from "#app/domain/audit/audit.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { Tx } from "#db/client.ts";
import { nextOrderNumber, type OrderRow } from "../orders/orders.server.ts";
import { siteOrdered } from "../orders/site-ordered.server.ts";
import { later } from "../renewals/renewal-dates.ts";
import type { Quote } from "./plan-change-quotes.server.ts";
import type { ChangeRow, Changing } from "./plan-change-rows.server.ts";
import type { ChangeWish } from "./plan-changes.server.ts";

/** The order of a change that has to be paid first: payable for a day, and never beyond what the change is reckoned from. */
export async function insertOrder(
  tx: Tx,
  settings: Settings,
  wish: ChangeWish,
  { subscription }: Changing,
  { target, price }: Quote,
): Promise<OrderRow> {
  const { now } = wish;
  const order = await tx
    .insertInto("orders")
    .values({
      ...(await siteOrdered(tx, subscription.id)),
      number: await nextOrderNumber(tx, now),
      kind: "upgrade",
      user_id: wish.userId,
      plan_id: target.planId,
      price_id: target.priceId,
      cycle: target.cycle,
      subscription_id: subscription.id,
      subtotal_idr: price.subtotalIdr,
      tax_idr: price.taxIdr,
      total_idr: price.totalIdr,
      tax_rule: settings.tax ? JSON.stringify(settings.tax) : null,
      checkout_key: randomUUID(),
      expires_at: new Date(Math.min(later(now, 1).getTime(), subscription.ends_at.getTime())),
      created_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await noteOrder(tx, order, "order-placed", { number: order.number, totalIdr: order.total_idr }, now);
  return order;
}

/** Writes a change down with the arithmetic as it was shown; without an order it is applied at once. */
export function insertChange(
  tx: Tx,
  wish: ChangeWish,
  { subscription, spans }: Changing,
  { target, arithmetic }: Quote,
  orderId: string | null,
): Promise<ChangeRow> {
  return tx
    .insertInto("plan_changes")
    .values({
      subscription_id: subscription.id,
      user_id: wish.userId,
      order_id: orderId,
      from_plan_id: subscription.plan_id,
      from_price_id: subscription.price_id,
      from_cycle: subscription.cycle,
      to_plan_id: target.planId,
      to_price_id: target.priceId,
      to_cycle: target.cycle,
      quoted_at: wish.quotedAt,
      period_starts_at: spans[0]!.startsAt,
      period_ends_at: subscription.ends_at,
      arithmetic: JSON.stringify(arithmetic),
      difference_idr: arithmetic.differenceIdr,
      status: orderId ? "awaiting-payment" : "applied",
      applied_at: orderId ? null : wish.now,
      created_at: wish.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** One line of the history of a customer's order. */
export async function noteOrder(
  tx: Tx,
  order: OrderRow,
  event: string,
  detail: Record<string, string | number>,
  now: Date,
): Promise<void> {
  const { id, user_id: actorId } = order;
  await record(tx, {
    ...{ actor: "customer", actorId, subjectType: "order", subjectId: id, orderId: id },
    event,
    detail,
    now,
  });
}
