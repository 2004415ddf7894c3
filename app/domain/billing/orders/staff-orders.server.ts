import type { Db } from "#db/client.ts";
import { listRefunds } from "../credit/refund-lists.server.ts";
import { leftToGiveBack } from "../credit/refunds.server.ts";

/** Everything the books hold of one order, for staff only: it names its customer. Null when there is no such order. */
export async function orderForStaff(db: Db, number: string) {
  if (!/^LC-\d{4}-\d{6,12}$/.test(number)) return null;
  const order = await db.selectFrom("orders").selectAll().where("number", "=", number).executeTakeFirst();
  if (!order) return null;
  const { id, subscription_id: subscriptionId } = order;
  const customer = await db
    .selectFrom("users")
    .select(["name", "email"])
    .where("id", "=", order.user_id)
    .executeTakeFirstOrThrow();
  const subscription = subscriptionId
    ? await db
        .selectFrom("subscriptions")
        .select(["status", "ends_at as endsAt"])
        .where("id", "=", subscriptionId)
        .executeTakeFirst()
    : undefined;
  const transactions = await db
    .selectFrom("gateway_transactions")
    .select(["trx_id as trxId", "outcome", "amount_idr as amountIdr", "updated_at as at"])
    .where("order_id", "=", id)
    .orderBy("first_seen_at")
    .limit(100)
    .execute();
  const attempts = await db
    .selectFrom("payment_attempts")
    .select(["reference_id as reference", "status", "created_at as at"])
    .where("order_id", "=", id)
    .orderBy("created_at")
    .limit(100)
    .execute();
  const history = await db
    .selectFrom("audit_log")
    .leftJoin("users", "users.id", "audit_log.actor_id")
    .select(["audit_log.event", "audit_log.actor", "audit_log.at", "users.email"])
    .where("audit_log.order_id", "=", id)
    .orderBy("audit_log.at", "desc")
    .limit(100)
    .execute();
  return {
    order: {
      id,
      number,
      status: order.status,
      totalIdr: order.total_idr,
      createdAt: order.created_at,
      paidAt: order.paid_at,
    },
    customer,
    subscription: subscription ?? null,
    transactions,
    attempts,
    history,
    refunds: await listRefunds(db, id),
    leftIdr: await leftToGiveBack(db, order),
  };
}

export type StaffOrder = NonNullable<Awaited<ReturnType<typeof orderForStaff>>>;
