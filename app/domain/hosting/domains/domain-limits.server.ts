import type { Tx } from "#db/client.ts";

/** What a plan that waits for its payment will hold. */
export type ComingPlan = { planName: string; maxDomains: number; orderNumber: string };

/**
 * The change of plan that waits for its payment on a website's subscription, or null. The subscription is held from here
 * to the end of the transaction: no change is decided, paid or withdrawn meanwhile. Taken before the website's own lock,
 * as billing takes them.
 */
export async function holdComingPlan(
  tx: Tx,
  { userId, websiteId }: { userId: string; websiteId: string },
): Promise<ComingPlan | null> {
  const held = await tx
    .selectFrom("subscriptions")
    .select("id")
    .where("id", "=", (of) =>
      of
        .selectFrom("websites")
        .select("subscription_id")
        .where("websites.id", "=", websiteId)
        .where("websites.user_id", "=", userId),
    )
    .forShare()
    .executeTakeFirst();
  if (!held) return null;
  const coming = await tx
    .selectFrom("plan_changes")
    .innerJoin("plans", "plans.id", "plan_changes.to_plan_id")
    .innerJoin("orders", "orders.id", "plan_changes.order_id")
    .select(["plans.name as planName", "plans.max_domains as maxDomains", "orders.number as orderNumber"])
    .where("plan_changes.subscription_id", "=", held.id)
    .where("plan_changes.status", "=", "awaiting-payment")
    .executeTakeFirst();
  return coming ?? null;
}
