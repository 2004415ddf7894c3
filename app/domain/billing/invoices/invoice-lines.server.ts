import { z } from "zod";
import type { Settings } from "#app/domain/settings.ts";
import type { Tx } from "#db/client.ts";
import { Arithmetic } from "../changes/proration.ts";
import { codeOfOrder } from "../coupons/coupons.server.ts";
import type { OrderRow } from "../orders/orders.server.ts";
import { hostOf } from "../orders/site-address.ts";

const Cycle = z.enum(["monthly", "yearly"]);

/** What a line of an invoice says. A change of plan carries the arithmetic that was shown before it was confirmed. */
export const InvoiceLine = z.object({
  planName: z.string(),
  cycle: Cycle,
  host: z.string(),
  startsAt: z.coerce.date(),
  endsAt: z.coerce.date(),
  /** What is charged: the price less the discount. */
  amountIdr: z.int(),
  discountIdr: z.int().default(0),
  couponCode: z.string().nullable().default(null),
  change: z
    .object({ fromPlanName: z.string(), fromCycle: Cycle, arithmetic: Arithmetic })
    .nullable()
    // only changes of plan have it
    .default(null),
});
export type InvoiceLine = z.infer<typeof InvoiceLine>;

/** The line of a paid order's invoice: a period, or what a change of plan cost for the rest of one. */
export async function lineOf(tx: Tx, order: OrderRow, settings: Settings): Promise<InvoiceLine> {
  const host = hostOf({ label: order.site_label, domain: order.site_domain }, settings.sitesDomain);
  const { name: planName, couponCode } = await tx
    .selectFrom("orders")
    .innerJoin("plans", "plans.id", "orders.plan_id")
    .select(["plans.name", codeOfOrder().as("couponCode")])
    .where("orders.id", "=", order.id)
    .executeTakeFirstOrThrow();
  const line = { planName, cycle: order.cycle, host, ...charged(order), couponCode };
  const change = await changeOf(tx, order.id);
  if (change?.isRest) {
    return { ...line, startsAt: change.quotedAt, endsAt: change.periodEndsAt, change: change.told };
  }
  const period = await tx
    .selectFrom("subscription_periods")
    .select(["starts_at as startsAt", "ends_at as endsAt"])
    .where("order_id", "=", order.id)
    .executeTakeFirstOrThrow();
  return { ...line, ...period, change: change?.told ?? null };
}

function charged({ subtotal_idr: amountIdr, discount_idr: discountIdr }: OrderRow) {
  return { amountIdr, discountIdr };
}

async function changeOf(tx: Tx, orderId: string) {
  const row = await tx
    .selectFrom("plan_changes")
    .innerJoin("plans", "plans.id", "plan_changes.from_plan_id")
    .selectAll("plan_changes")
    .select("plans.name as from_plan_name")
    .where("order_id", "=", orderId)
    .executeTakeFirst();
  if (!row) return null;
  const arithmetic = Arithmetic.parse(row.arithmetic);
  return {
    told: { fromPlanName: row.from_plan_name, fromCycle: row.from_cycle, arithmetic },
    /** The period stays, and the rest of it is what was paid for. */
    isRest: arithmetic.mode === "same-cycle",
    quotedAt: row.quoted_at,
    periodEndsAt: row.period_ends_at,
  };
}
