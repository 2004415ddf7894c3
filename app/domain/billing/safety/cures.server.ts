import { GatewayError, type PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { letRun, stopUnpaid } from "#app/domain/hosting/websites/standing.server.ts";
import { provisioningJob, recordWebsite } from "#app/domain/hosting/websites/websites.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import { enqueue } from "#app/jobs/queue.server.ts";
import type { Db } from "#db/client.ts";
import { settleTransaction } from "../payments/settlement.server.ts";
import { isTimeDoubted } from "./clock-marks.server.ts";
import { type Cure, kindOf } from "./difference-kinds.ts";
import { noteCure, recordDeed } from "./differences.server.ts";
import { judgeAgain } from "./gateway-comparison.server.ts";

type Deps = { db: Db; gateway: PaymentGateway; settings: Settings };
type Which = { id: string; kind: string; subject: string };

export type Curing = { outcome: "gone" | "begun" | "not-possible" | "gateway-silent" | "not-open" };

/**
 * A person's click: does what there is to do about an open difference, by the functions that do it otherwise. What the
 * panel must follow is a job; the next comparison sees whether it helped. Done twice, nothing happens twice.
 */
export async function cureByHand(
  deps: Deps,
  { differenceId, staffId, now }: { differenceId: string; staffId: string; now: Date },
): Promise<Curing> {
  const row = await deps.db
    .selectFrom("differences")
    .select(["id", "kind", "subject"])
    .where("id", "=", differenceId)
    .where("resolved_at", "is", null)
    .executeTakeFirst();
  if (!row) return { outcome: "not-open" };
  try {
    const curing = await cure(deps, row, now);
    if (curing.outcome !== "not-possible")
      await recordDeed(deps.db, { differenceId, staffId, now }, "difference-cured", row);
    return curing;
  } catch (error) {
    if (error instanceof GatewayError) return { outcome: "gateway-silent" };
    throw error;
  }
}

/** Does what cures a difference of this kind. Throws `GatewayError` when the gateway must be asked and is silent. */
export async function cure(deps: Deps, row: Which, now: Date): Promise<Curing> {
  const way = kindOf(row.kind)?.cure;
  if (!way) return { outcome: "not-possible" };
  const result = await ways[way](deps, row.subject, now);
  if (result !== "not-possible") await noteCure(deps.db, row.id, result === "gone", now);
  return { outcome: result };
}

type Result = "gone" | "begun" | "not-possible";

const ways: Record<Cure, (deps: Deps, subject: string, now: Date) => Promise<Result>> = {
  async settle(deps, trxId, now) {
    await settleTransaction(deps, trxId, now);
    return (await judgeAgain(deps, trxId)).length === 0 ? "gone" : "not-possible";
  },
  async switch({ db }, websiteId) {
    await enqueue(db, "switch-website", { websiteId }, { key: `switch-website:${websiteId}` });
    return "begun";
  },
  provision: makeAgain,
  decide: decideAnew,
};

/** A website that its server lost is made again under its own names; its files are not there any more. */
async function makeAgain({ db }: Deps, websiteId: string, now: Date): Promise<Result> {
  return db.transaction().execute(async (tx) => {
    const site = await tx
      .selectFrom("websites")
      .selectAll()
      .where("id", "=", websiteId)
      .forUpdate()
      .executeTakeFirst();
    if (!site || site.suspended_reason || !["provisioning", "active"].includes(site.status))
      return "not-possible";
    if (site.status === "active") {
      await tx.updateTable("websites").set({ status: "provisioning" }).where("id", "=", websiteId).execute();
      await recordWebsite(tx, { id: site.id, orderId: site.order_id }, "website-made-again", {}, now);
    }
    await enqueue(tx, "provision-website", { websiteId }, provisioningJob(websiteId));
    return "begun";
  });
}

/** Whether a website may run is its subscription's to say: decided again from that, under its lock. */
async function decideAnew({ db }: Deps, websiteId: string, now: Date): Promise<Result> {
  return db.transaction().execute(async (tx) => {
    const { subscription_id: subscriptionId } = await tx
      .selectFrom("websites")
      .select("subscription_id")
      .where("id", "=", websiteId)
      .executeTakeFirstOrThrow();
    const { status } = await tx
      .selectFrom("subscriptions")
      .select("status")
      .where("id", "=", subscriptionId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const mayRun = status === "active" || status === "past-due" || status === "cancelling";
    // What takes away waits while time is in doubt, as everywhere.
    if (!mayRun && (await isTimeDoubted(tx, now))) return "not-possible";
    await (mayRun ? letRun : stopUnpaid)(tx, { subscriptionId, now });
    return "begun";
  });
}
