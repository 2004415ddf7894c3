import type { Tx } from "#db/client.ts";
import type { OrderRow } from "./orders.server.ts";

/** The site a subscription was bought for, as every later order of it repeats it. */
export function siteOrdered(
  tx: Tx,
  subscriptionId: string,
): Promise<Pick<OrderRow, "site_label" | "site_domain">> {
  return tx
    .selectFrom("orders")
    .select(["site_label", "site_domain"])
    .where("subscription_id", "=", subscriptionId)
    .where("kind", "=", "new")
    .executeTakeFirstOrThrow();
}
