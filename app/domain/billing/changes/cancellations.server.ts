import { GatewayError, type PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { SYSTEM } from "#app/domain/audit/audit.server.ts";
import { findTrashed } from "#app/domain/hosting/websites/trash.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { Db, Tx } from "#db/client.ts";
import { askAboutOrder } from "../payments/inquiries.server.ts";
import { lockSubscription, lookAgain, type Renewing } from "../renewals/renewal-rows.server.ts";
import { returnAll, returnables, sumOf } from "./cancellation-refunds.server.ts";
import {
  closeUnpaid,
  customer,
  decideAtTerm,
  endSubscription,
  goOn,
  isOver,
  keepWish,
  lockAll,
  tellAboutEnd,
  type Wish,
} from "./cancellation-rows.server.ts";

type Deps = { db: Db; gateway: PaymentGateway; settings: Settings };

/** What cancelling one of the customer's own subscriptions would mean at this moment. Whole rupiah. */
export type CancelOffer = {
  status: Renewing["status"];
  endsAt: Date;
  /** False when the term is over already: then only now. */
  canAtTerm: boolean;
  canNow: boolean;
  canTakeBack: boolean;
  /** What becomes credit when it ends now. */
  creditIdr: number;
};

/** What can be chosen, with the exact date and sum; null when the subscription is not the customer's. */
export async function cancelOffer(
  db: Db,
  { subscriptionId, userId, now }: { subscriptionId: string; userId: string; now: Date },
): Promise<CancelOffer | null> {
  const row = await db
    .selectFrom("subscriptions")
    .select(["status", "ends_at"])
    .where("id", "=", subscriptionId)
    .where("user_id", "=", userId)
    .executeTakeFirst();
  if (!row) return null;
  const canNow = !isOver(row.status);
  return {
    status: row.status,
    endsAt: row.ends_at,
    canAtTerm: row.status === "active" && now < row.ends_at,
    canNow,
    canTakeBack: row.status === "cancelling" && now < row.ends_at,
    creditIdr: canNow ? sumOf(await returnables(db, subscriptionId, now)) : 0,
  };
}

export type AtTerm =
  | { outcome: "cancelling"; endsAt: Date; wasRenewedMeanwhile: boolean }
  | { outcome: "already-cancelling" | "only-now" | "over" | "gateway-silent" };

/**
 * Ends a subscription with the term that is paid for: no further bill, and the open one is closed after asking the
 * gateway. If that turns out to be paid, the end is the renewed term's. While the gateway does not answer nothing changes.
 */
export async function cancelAtTerm(deps: Deps, wish: Wish): Promise<AtTerm> {
  const before = await deps.db
    .selectFrom("subscriptions")
    .select("ends_at")
    .where("id", "=", wish.subscriptionId)
    .where("user_id", "=", wish.userId)
    .executeTakeFirst();
  if (!before) return { outcome: "over" };
  if (!(await hasAnswer(deps, wish))) return { outcome: "gateway-silent" };
  return underLocks(deps.db, wish.subscriptionId, async (tx, subscription) => {
    const decided = await decideAtTerm(tx, subscription, wish);
    if (decided.outcome !== "cancelling") return { outcome: decided.outcome };
    const { ends_at: endsAt } = subscription;
    const letter = { kind: "subscription-cancelled", mode: "at-term", creditIdr: 0, now: wish.now } as const;
    await tellAboutEnd(tx, subscription, letter);
    return { outcome: "cancelling", endsAt, wasRenewedMeanwhile: endsAt > before.ends_at };
  });
}

export type AtOnce = { outcome: "ended" | "over" | "sum-changed" | "gateway-silent" };

/**
 * Ends a subscription at once, its site with it. What the refund policy gives back becomes credit; when that is no longer
 * the sum that was shown (`creditIdr`), nothing is done. The gateway is asked about open bills first. Twice, it ends once.
 */
export async function cancelNow(deps: Deps, wish: Wish & { creditIdr: number }): Promise<AtOnce> {
  const own = await deps.db
    .selectFrom("subscriptions")
    .select("id")
    .where("id", "=", wish.subscriptionId)
    .where("user_id", "=", wish.userId)
    .executeTakeFirst();
  if (!own) return { outcome: "over" };
  if (!(await hasAnswer(deps, wish))) return { outcome: "gateway-silent" };
  return underLocks(deps.db, wish.subscriptionId, async (tx, subscription): Promise<AtOnce> => {
    if (isOver(subscription.status)) return { outcome: "over" };
    const returning = await returnables(tx, subscription.id, wish.now);
    if (sumOf(returning) !== wish.creditIdr) return { outcome: "sum-changed" };
    await closeUnpaid(tx, subscription.id, customer(wish), wish.now);
    await keepWish(tx, wish, { mode: "now", takesEffectAt: wish.now });
    const { creditIdr, now } = wish;
    await endSubscription(tx, subscription, { who: customer(wish), creditIdr, now });
    await returnAll(tx, returning, { userId: wish.userId, now });
    return { outcome: "ended" };
  });
}

/**
 * Takes a cancellation back while its term runs: the subscription goes on as if nothing had been said, and the billing
 * run makes the next bill in its time. Whoever comes after the end is too late. That of a deleted site is taken back with
 * the site, from the trash.
 */
export async function takeBackCancellation(
  db: Db,
  { subscriptionId, userId, now }: { subscriptionId: string; userId: string; now: Date },
): Promise<{ outcome: "taken-back" | "too-late" | "not-cancelling" | "in-trash" }> {
  return db.transaction().execute(async (tx) => {
    const subscription = await lockSubscription(tx, subscriptionId);
    if (subscription.user_id !== userId) return { outcome: "not-cancelling" };
    if (subscription.status === "ended") return { outcome: "too-late" };
    if (subscription.status !== "cancelling") return { outcome: "not-cancelling" };
    if (now >= subscription.ends_at) return { outcome: "too-late" };
    if (await findTrashed(tx, subscriptionId)) return { outcome: "in-trash" };
    await goOn(tx, subscription, { userId, now });
    return { outcome: "taken-back" };
  });
}

/**
 * Ends a cancelled subscription whose term is over, for the billing run: the gateway is asked first about what could still
 * be paid. Throws when it does not answer. Run twice, the second changes nothing.
 */
export async function endAtTerm(
  deps: Deps,
  { subscriptionId }: { subscriptionId: string },
  now: Date,
): Promise<{ outcome: "ended" | "changed-meanwhile" }> {
  await askAboutOpen(deps, subscriptionId, now);
  return underLocks(deps.db, subscriptionId, (tx, subscription) => decideEnd(tx, subscription, now));
}

/** What `endAtTerm` does once the gateway has answered, under the subscription's lock; asks nobody. */
export async function decideEnd(
  tx: Tx,
  subscription: Renewing,
  now: Date,
): Promise<{ outcome: "ended" | "changed-meanwhile" }> {
  const { id, status, ends_at: endsAt } = subscription;
  if (status !== "cancelling" || now < endsAt) {
    if (status === "cancelling") await lookAgain(tx, id, endsAt);
    return { outcome: "changed-meanwhile" };
  }
  await closeUnpaid(tx, id, SYSTEM, now);
  await endSubscription(tx, subscription, { who: SYSTEM, creditIdr: 0, now });
  return { outcome: "ended" };
}

/** Asks the gateway about everything of a subscription that could be paid; false while it does not answer. */
export async function hasAnswer(deps: Deps, which: { subscriptionId: string; now: Date }): Promise<boolean> {
  try {
    await askAboutOpen(deps, which.subscriptionId, which.now);
    return true;
  } catch (error) {
    if (error instanceof GatewayError) return false;
    throw error;
  }
}

/** Asks the gateway about everything of a subscription that could be paid. Throws when it does not answer. */
export async function askAboutOpen(deps: Deps, subscriptionId: string, now: Date): Promise<void> {
  const open = await deps.db
    .selectFrom("orders")
    .select("id")
    .where("subscription_id", "=", subscriptionId)
    .where("status", "=", "awaiting-payment")
    .execute();
  for (const { id } of open) await askAboutOrder(deps, id, now);
}

const MOST_TRIES = 5;

/** Does `work` under all locks of a subscription; begins anew when an order came in between. */
export async function underLocks<Outcome>(
  db: Db,
  subscriptionId: string,
  work: (tx: Tx, subscription: Renewing) => Promise<Outcome>,
): Promise<Outcome> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const done = await db.transaction().execute(async (tx) => {
      const subscription = await lockAll(tx, subscriptionId);
      return subscription && { outcome: await work(tx, subscription) };
    });
    if (done) return done.outcome;
  }
  throw new Error(`orders of subscription ${subscriptionId} keep changing`);
}
