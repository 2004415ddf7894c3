import type { Db } from "#db/client.ts";
import type { Cycle } from "../renewals/periods.ts";
import type { ChangeRow } from "./plan-change-rows.server.ts";

/** One change of a plan as its owner sees it later. The difference is in whole rupiah before tax. */
export type PastChange = {
  id: string;
  status: ChangeRow["status"];
  fromPlanName: string;
  fromCycle: Cycle;
  toPlanName: string;
  toCycle: Cycle;
  differenceIdr: number;
  orderNumber: string | null;
  createdAt: Date;
  appliedAt: Date | null;
};

/** The changes of one of the customer's own subscriptions, the newest first, at most 50. */
export function listChanges(
  db: Db,
  { userId, subscriptionId }: { userId: string; subscriptionId: string },
): Promise<PastChange[]> {
  return db
    .selectFrom("plan_changes")
    .innerJoin("plans as old", "old.id", "plan_changes.from_plan_id")
    .innerJoin("plans as fresh", "fresh.id", "plan_changes.to_plan_id")
    .leftJoin("orders", "orders.id", "plan_changes.order_id")
    .select([
      "plan_changes.id",
      "plan_changes.status",
      "old.name as fromPlanName",
      "plan_changes.from_cycle as fromCycle",
      "fresh.name as toPlanName",
      "plan_changes.to_cycle as toCycle",
      "plan_changes.difference_idr as differenceIdr",
      "orders.number as orderNumber",
      "plan_changes.created_at as createdAt",
      "plan_changes.applied_at as appliedAt",
    ])
    .where("plan_changes.user_id", "=", userId)
    .where("plan_changes.subscription_id", "=", subscriptionId)
    .orderBy("plan_changes.created_at", "desc")
    .orderBy("plan_changes.id")
    .limit(50)
    .execute();
}
