import type { PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { Db, Tx } from "#db/client.ts";
import { closeUnpaid, endSubscription, isOver } from "../changes/cancellation-rows.server.ts";
import { hasAnswer, underLocks } from "../changes/cancellations.server.ts";
import { lockOrder } from "../payments/attempt-rows.server.ts";
import type { ProofFile } from "./refund-proofs.server.ts";
import { type GivenBack, giveBack, leftToGiveBack } from "./refunds.server.ts";

type Deps = { db: Db; gateway: PaymentGateway; settings: Settings };

export type StaffRefund = {
  /** From the form: what makes a double click one refund. */
  id: string;
  orderId: string;
  staffId: string;
  /** Whole rupiah with tax. */
  amountIdr: number;
  way: "credit" | "transfer";
  /** What the bank calls the transfer; empty for credit. */
  reference: string;
  /** The file that proves the transfer, kept before. */
  proof?: ProofFile | null;
  reason: string;
  endsSubscription: boolean;
  now: Date;
};

/**
 * Records what staff gave back of an order, whole or part, and ends its subscription if they say so; all or nothing. The
 * gateway is asked before bills are closed with the subscription. The same form sent twice is one refund.
 */
export async function refundByStaff(
  deps: Deps,
  refund: StaffRefund,
): Promise<GivenBack | { outcome: "gateway-silent" }> {
  const { subscription_id: subscriptionId } = await deps.db
    .selectFrom("orders")
    .select("subscription_id")
    .where("id", "=", refund.orderId)
    .executeTakeFirstOrThrow();
  if (!refund.endsSubscription || !subscriptionId) {
    return deps.db.transaction().execute((tx) => give(tx, refund));
  }
  const { now } = refund;
  if (!(await hasAnswer(deps, { subscriptionId, now }))) return { outcome: "gateway-silent" };
  return underLocks(deps.db, subscriptionId, async (tx, subscription) => {
    const given = await give(tx, refund);
    if (given.outcome !== "given" || isOver(subscription.status)) return given;
    const who = { actor: "staff" as const, actorId: refund.staffId };
    await closeUnpaid(tx, subscriptionId, who, now);
    const creditIdr = refund.way === "credit" ? refund.amountIdr : 0;
    await endSubscription(tx, subscription, { who, creditIdr, now });
    return given;
  });
}

/** The tax comes back in the share it has in what is left of the order. */
async function give(tx: Tx, refund: StaffRefund): Promise<GivenBack> {
  const order = await lockOrder(tx, refund.orderId);
  const { tax } = await tx
    .selectFrom("refunds")
    .select((of) => of.fn.coalesce(of.fn.sum<number>("tax_idr"), of.lit(0)).as("tax"))
    .where("order_id", "=", order.id)
    .executeTakeFirstOrThrow();
  const leftIdr = await leftToGiveBack(tx, order);
  const leftTaxIdr = Math.max(0, order.tax_idr - Number(tax));
  const taxIdr = leftIdr > 0 ? Math.floor((Math.min(refund.amountIdr, leftIdr) * leftTaxIdr) / leftIdr) : 0;
  return giveBack(tx, {
    id: refund.id,
    orderId: order.id,
    userId: order.user_id,
    way: refund.way,
    cause: "staff",
    subtotalIdr: refund.amountIdr - taxIdr,
    taxIdr,
    reason: refund.reason,
    ...(refund.way === "transfer" && { proof: { reference: refund.reference, ...refund.proof } }),
    staffId: refund.staffId,
    now: refund.now,
  });
}
