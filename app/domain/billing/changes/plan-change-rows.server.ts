import type { Selectable } from "kysely";
import { countDomains } from "#app/domain/hosting/domains/domains.server.ts";
import { isUuid } from "#app/domain/hosting/websites/websites.server.ts";
import type { Db } from "#db/client.ts";
import type { PlanChanges } from "#db/schema.ts";
import type { Cycle } from "../renewals/periods.ts";
import type { Span } from "./proration.ts";

export type ChangeRow = Selectable<PlanChanges>;

/** A plan and term somebody may move to, at its price of today. */
export type Target = {
  priceId: string;
  planId: string;
  planName: string;
  cycle: Cycle;
  amountIdr: number;
  diskBytes: number;
  maxDomains: number;
};

/** The plans and terms on sale, in their order. */
export async function listTargets(db: Db): Promise<Target[]> {
  const rows = await targets(db)
    .orderBy("plans.position")
    .orderBy("plans.id")
    .orderBy("prices.cycle")
    .execute();
  return rows.map(toTarget);
}

/** The plan and term of a price that is still asked; null when the price was replaced or the plan withdrawn. */
export async function findTarget(db: Db, priceId: string): Promise<Target | null> {
  if (!isUuid(priceId)) return null;
  const row = await targets(db).where("prices.id", "=", priceId).executeTakeFirst();
  return row ? toTarget(row) : null;
}

function targets(db: Db) {
  return db
    .selectFrom("prices")
    .innerJoin("plans", "plans.id", "prices.plan_id")
    .select(["prices.id as price_id", "prices.cycle", "prices.amount_idr"])
    .select(["plans.id as plan_id", "plans.name as plan_name", "plans.disk_bytes", "plans.max_domains"])
    .where("plans.withdrawn_at", "is", null)
    .where("prices.replaced_at", "is", null);
}

function toTarget(row: Awaited<ReturnType<ReturnType<typeof targets>["executeTakeFirstOrThrow"]>>): Target {
  return {
    priceId: row.price_id,
    planId: row.plan_id,
    planName: row.plan_name,
    cycle: row.cycle,
    amountIdr: row.amount_idr,
    diskBytes: row.disk_bytes,
    maxDomains: row.max_domains,
  };
}

/** What a change is reckoned from. */
export type Changing = Exclude<Awaited<ReturnType<typeof readChanging>>, null>;

/**
 * A customer's own subscription with its paid periods that are not over, its website and its domains, and what changes in the current
 * period were let off. Read after the subscription's lock where it must not move.
 */
export async function readChanging(
  db: Db,
  { userId, subscriptionId }: { userId: string; subscriptionId: string },
  at: Date,
) {
  const subscription = await db
    .selectFrom("subscriptions")
    .innerJoin("plans", "plans.id", "subscriptions.plan_id")
    .innerJoin("prices", "prices.id", "subscriptions.price_id")
    .selectAll("subscriptions")
    .select(["plans.name as plan_name", "prices.amount_idr"])
    .where("subscriptions.id", "=", subscriptionId)
    .where("subscriptions.user_id", "=", userId)
    .executeTakeFirst();
  if (!subscription) return null;
  const site = await db
    .selectFrom("websites")
    .select(["id", "host", "status", "disk_used_bytes"])
    .where("subscription_id", "=", subscriptionId)
    .executeTakeFirst();
  const spans = await readSpans(db, subscriptionId, at);
  return {
    subscription,
    site: site ?? null,
    domainCount: site ? await countDomains(db, site.id) : 0,
    spans,
    waivedIdr: await readWaived(db, { subscriptionId, spans, at }),
  };
}

async function readSpans(db: Db, subscriptionId: string, at: Date): Promise<Span[]> {
  const rows = await db
    .selectFrom("subscription_periods")
    .select(["starts_at as startsAt", "ends_at as endsAt"])
    .where("subscription_id", "=", subscriptionId)
    .where("ends_at", ">", at)
    .orderBy("starts_at")
    .execute();
  return rows;
}

type Waiving = { subscriptionId: string; spans: Span[]; at: Date };

/** What coupons and changes let off of the time that is left, less what changes have held back of it already. */
async function readWaived(db: Db, { subscriptionId, spans, at }: Waiving): Promise<number> {
  const [current] = spans;
  if (!current) return 0;
  const rows = await db
    .selectFrom("plan_changes")
    .select(["difference_idr", "arithmetic", "order_id"])
    .where("subscription_id", "=", subscriptionId)
    .where("status", "=", "applied")
    .where("applied_at", ">=", current.startsAt)
    .where("period_starts_at", "=", current.startsAt)
    .execute();
  const waived = rows.map((row) => {
    const letOff = row.order_id === null ? Math.max(0, row.difference_idr) : 0;
    return letOff - (row.arithmetic as { heldBackIdr: number }).heldBackIdr;
  });
  const discountLeft = await readDiscountLeft(db, subscriptionId, at);
  return Math.max(
    0,
    waived.reduce((sum, one) => sum + one, discountLeft),
  );
}

/** The share of the time left in what coupons took off the periods that are not over: it was never paid. */
async function readDiscountLeft(db: Db, subscriptionId: string, at: Date): Promise<number> {
  const rows = await db
    .selectFrom("subscription_periods")
    .innerJoin("orders", "orders.id", "subscription_periods.order_id")
    .select(["starts_at", "ends_at", "discount_idr"])
    .where("subscription_periods.subscription_id", "=", subscriptionId)
    .where("ends_at", ">", at)
    .where("discount_idr", ">", 0)
    .execute();
  return rows.reduce((sum, { starts_at, ends_at, discount_idr }) => {
    const whole = ends_at.getTime() - starts_at.getTime();
    const left = Math.min(whole, ends_at.getTime() - at.getTime());
    return sum + Math.ceil((discount_idr * left) / whole);
  }, 0);
}

/** The change of a subscription that waits for its payment, or null. */
export async function findOpenChange(db: Db, subscriptionId: string): Promise<ChangeRow | null> {
  const row = await db
    .selectFrom("plan_changes")
    .selectAll()
    .where("subscription_id", "=", subscriptionId)
    .where("status", "=", "awaiting-payment")
    .executeTakeFirst();
  return row ?? null;
}

/** Whether a change was reckoned from the subscription as it still is: same price, same end. */
export function isOfThisState(
  change: Pick<ChangeRow, "from_price_id" | "period_ends_at">,
  subscription: { price_id: string; ends_at: Date },
): boolean {
  return (
    change.from_price_id === subscription.price_id &&
    change.period_ends_at.getTime() === subscription.ends_at.getTime()
  );
}
