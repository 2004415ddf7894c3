import { z } from "zod";
import type { Db, Tx } from "#db/client.ts";
import { giveBack } from "../credit/refunds.server.ts";
import { priceOf } from "../invoices/tax.ts";

/** A part of a paid order that goes back, in whole rupiah. */
export type GiveBack = { orderId: string; number: string; subtotalIdr: number; taxIdr: number };

const Rule = z
  .object({ ratePercent: z.number(), baseNumerator: z.number(), baseDenominator: z.number() })
  .nullable();

/**
 * From which paid orders of a subscription so much, before tax, can be given back: the newest first, each with the tax
 * that was paid on it, none for more than was paid and not given back yet. Reads only.
 */
export async function planGiveBack(db: Db, subscriptionId: string, subtotalIdr: number): Promise<GiveBack[]> {
  const orders = await db
    .selectFrom("orders")
    .leftJoin("refunds", "refunds.order_id", "orders.id")
    .select(["orders.id", "orders.number", "orders.subtotal_idr", "orders.tax_idr", "orders.tax_rule"])
    .select((of) => [
      of.fn.coalesce(of.fn.sum<number>("refunds.subtotal_idr"), of.lit(0)).as("subtotal_gone"),
      of.fn.coalesce(of.fn.sum<number>("refunds.tax_idr"), of.lit(0)).as("tax_gone"),
    ])
    .where("orders.subscription_id", "=", subscriptionId)
    .where("orders.status", "=", "paid")
    .groupBy("orders.id")
    .orderBy("orders.paid_at", "desc")
    .orderBy("orders.id")
    .execute();
  const parts: GiveBack[] = [];
  let wanted = subtotalIdr;
  for (const order of orders) {
    const left = order.subtotal_idr - Number(order.subtotal_gone);
    const taxLeft = order.tax_idr - Number(order.tax_gone);
    const part = Math.min(wanted, left);
    if (part <= 0) continue;
    const tax = part === left ? taxLeft : priceOf(part, Rule.parse(order.tax_rule)).taxIdr;
    parts.push({
      orderId: order.id,
      number: order.number,
      subtotalIdr: part,
      taxIdr: Math.min(tax, taxLeft),
    });
    wanted -= part;
  }
  return parts;
}

/** Gives the parts back as credit, in the caller's transaction and under the locks of their orders. */
export async function giveBackParts(
  tx: Tx,
  { userId, parts, now }: { userId: string; parts: readonly GiveBack[]; now: Date },
): Promise<void> {
  for (const { orderId, number, subtotalIdr, taxIdr } of parts) {
    const giving = { orderId, userId, subtotalIdr, taxIdr, reason: "", now };
    const { outcome } = await giveBack(tx, { ...giving, way: "credit", cause: "downgrade" });
    if (outcome !== "given") throw new Error(`order ${number} has less left than it had a moment ago`);
  }
}
