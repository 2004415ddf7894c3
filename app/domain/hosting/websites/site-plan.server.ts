import type { Selectable } from "kysely";
import type { Db } from "#db/client.ts";
import type { Plans } from "#db/schema.ts";

/** The plan a website is on: what it may hold, in bytes and numbers. Throws when its subscription is not there. */
export function sitePlan(
  db: Db,
  { subscription_id }: { subscription_id: string },
): Promise<Selectable<Plans>> {
  return db
    .selectFrom("plans")
    .innerJoin("subscriptions", "subscriptions.plan_id", "plans.id")
    .selectAll("plans")
    .where("subscriptions.id", "=", subscription_id)
    .executeTakeFirstOrThrow();
}
