import type { PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { SYSTEM } from "#app/domain/audit/audit.server.ts";
import {
  findTrashed,
  lockSiteOf,
  putInTrash,
  type Trashed,
  takeOutOfTrash,
  warnOfTrash,
} from "#app/domain/hosting/websites/trash.server.ts";
import { isUuid, type WebsiteRow } from "#app/domain/hosting/websites/websites.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { Db, Tx } from "#db/client.ts";
import { later } from "../renewals/renewal-dates.ts";
import { datesOf, lockSubscription, lookAgain, type Renewing } from "../renewals/renewal-rows.server.ts";
import { returnAll, returnables, sumOf } from "./cancellation-refunds.server.ts";
import { closeUnpaid, decideAtTerm, endSubscription, goOn, isOver } from "./cancellation-rows.server.ts";
import { askAboutOpen, hasAnswer, underLocks } from "./cancellations.server.ts";

/*
 * A customer deletes a website: it goes off, its subscription ends with its term, and for two weeks both can be taken
 * back. While it lies in the trash its subscription is neither billed, reminded, suspended nor terminated. Then it is
 * over as if cancelled now. Staff stopping it holds the end back; paying its bill is taking it back.
 */

type Deps = { db: Db; gateway: PaymentGateway; settings: Settings };
type Which = { websiteId: string; userId: string; now: Date };

const TRASH_DAYS = 14;
/** Nobody's site is over sooner than this after they were told that it will be. */
const WARNING_DAYS = 1;

type Standing = "can-go" | "in-trash" | "stopped-by-staff" | "not-made" | "over";

/** What deleting one of the customer's own websites would mean at this moment. Whole rupiah. */
export type TrashOffer = {
  standing: Standing;
  /** Until when it can be taken back. */
  endsAt: Date;
  /** Whether its subscription, which runs, ends with its term by that. */
  willCancel: boolean;
  paidUntil: Date;
  /** What becomes credit once it is final. */
  creditIdr: number;
};

/** What deleting means, for the page that asks; null when the website is not the customer's. Reads only. */
export async function trashOffer(db: Db, which: Which): Promise<TrashOffer | null> {
  const subscriptionId = await findSubscriptionId(db, which);
  if (!subscriptionId) return null;
  return db.transaction().execute(async (tx) => {
    const subscription = await lockSubscription(tx, subscriptionId);
    const site = await lockSiteOf(tx, subscriptionId);
    if (!site) return null;
    return {
      standing: standingOf(site, subscription),
      endsAt: site.trash_ends_at ?? lastMoment(subscription, which.now),
      willCancel: subscription.status === "active" && which.now < subscription.ends_at,
      paidUntil: subscription.ends_at,
      creditIdr: sumOf(await returnables(tx, subscriptionId, which.now)),
    };
  });
}

function standingOf(site: WebsiteRow, { status }: Renewing): Standing {
  const { suspended_reason: reason } = site;
  if (reason === "ended" || isOver(status) || ["deleting", "deleted"].includes(site.status)) return "over";
  if (reason === "staff") return "stopped-by-staff";
  if (reason === "trash") return "in-trash";
  return ["active", "suspended"].includes(site.status) ? "can-go" : "not-made";
}

/** Two weeks from now, or sooner: what is over anyway cannot be taken back after that. */
function lastMoment(subscription: Renewing, now: Date): Date {
  const { status, ends_at: endsAt } = subscription;
  const last = later(now, TRASH_DAYS);
  const isPaid = (status === "active" || status === "cancelling") && now < endsAt;
  if (isPaid) return earlier(last, endsAt);
  if (status !== "suspended") return last;
  const { terminateAt } = datesOf(subscription, null);
  const tomorrow = later(now, WARNING_DAYS);
  return earlier(last, new Date(Math.max(Number(terminateAt), Number(tomorrow))));
}

function earlier(one: Date, other: Date): Date {
  return new Date(Math.min(Number(one), Number(other)));
}

export type Trashing =
  | { outcome: "trashed"; endsAt: Date }
  | { outcome: Exclude<Standing, "can-go"> | "gateway-silent" };

/**
 * Deletes a customer's own website into the trash. Its subscription is cancelled at its term as by `cancelAtTerm`, unless
 * it is unpaid or was cancelled already; the gateway is asked before about what is open. Twice, it is there once.
 */
export async function trashSite(deps: Deps, which: Which): Promise<Trashing> {
  const { userId, now } = which;
  const subscriptionId = await findSubscriptionId(deps.db, which);
  if (!subscriptionId) return { outcome: "over" };
  if (!(await hasAnswer(deps, { subscriptionId, now }))) return { outcome: "gateway-silent" };
  return underLocks(deps.db, subscriptionId, async (tx, subscription): Promise<Trashing> => {
    const site = await lockSiteOf(tx, subscriptionId);
    const standing = site ? standingOf(site, subscription) : "over";
    if (!site || standing !== "can-go") return { outcome: standing === "can-go" ? "over" : standing };
    const endsAt = lastMoment(subscription, now);
    const wish = { subscriptionId, userId, reason: "other" as const, note: "", now };
    const didCancel = (await decideAtTerm(tx, subscription, wish)).outcome === "cancelling";
    const warnAt = later(endsAt, -WARNING_DAYS);
    const isWarned = warnAt <= now;
    await putInTrash(tx, site, { userId, endsAt, isWarned, didCancel, now });
    await lookAgain(tx, subscriptionId, isWarned ? endsAt : warnAt);
    return { outcome: "trashed", endsAt };
  });
}

/**
 * Takes a customer's own website out of the trash, and back what deleting it cancelled; it stays off only while its bill
 * is unpaid. From its last moment on it is "too-late", though the job that ends it may come later.
 */
export async function takeSiteBack(
  db: Db,
  which: Which,
): Promise<{ outcome: "taken-back" | "too-late" | "stopped-by-staff" | "not-in-trash" }> {
  const { userId, now } = which;
  const subscriptionId = await findSubscriptionId(db, which);
  if (!subscriptionId) return { outcome: "not-in-trash" };
  return db.transaction().execute(async (tx) => {
    const subscription = await lockSubscription(tx, subscriptionId);
    const site = await lockSiteOf(tx, subscriptionId);
    const standing = site ? standingOf(site, subscription) : "over";
    if (standing === "stopped-by-staff") return { outcome: standing };
    if (!site || standing === "over") return { outcome: "too-late" };
    if (standing !== "in-trash" || !site.trash_ends_at) return { outcome: "not-in-trash" };
    const isPast = subscription.status === "cancelling" && now >= subscription.ends_at;
    if (now >= site.trash_ends_at || isPast) return { outcome: "too-late" };
    if (site.did_trash_cancel && subscription.status === "cancelling") {
      await goOn(tx, subscription, { userId, now });
    } else {
      await lookAgain(tx, subscriptionId, now);
    }
    await takeOutOfTrash(tx, site, { isUnpaid: subscription.status === "suspended", userId, now });
    return { outcome: "taken-back" };
  });
}

/**
 * What the billing run does about a deleted website, under the subscription's lock: nothing, the letter one day before
 * the end, or, "must-empty", what `emptyTrash` does. Null when it does not lie in the trash. A letter that comes late
 * moves the end.
 */
export async function stepOfTrash(
  tx: Tx,
  subscription: Renewing,
  now: Date,
): Promise<"in-trash" | "must-empty" | null> {
  const found = await findTrashed(tx, subscription.id);
  if (found?.suspended_reason !== "trash") return null;
  const site = (await lockSiteOf(tx, subscription.id)) as Trashed;
  if (site.suspended_reason !== "trash") return null;
  if (site.trash_warned_at) {
    if (now >= site.trash_ends_at) return "must-empty";
    await lookAgain(tx, subscription.id, site.trash_ends_at);
    return "in-trash";
  }
  const warnAt = later(site.trash_ends_at, -WARNING_DAYS);
  if (now < warnAt) {
    await lookAgain(tx, subscription.id, warnAt);
    return "in-trash";
  }
  const tomorrow = later(now, WARNING_DAYS);
  const moved = new Date(Math.max(Number(site.trash_ends_at), Number(tomorrow)));
  const endsAt = subscription.status === "cancelling" ? earlier(moved, subscription.ends_at) : moved;
  await warnOfTrash(tx, site, { endsAt, now });
  await lookAgain(tx, subscription.id, endsAt);
  return "in-trash";
}

/**
 * Ends what lies in the trash past its time, after asking the gateway: what turns out to be paid takes the website back.
 * Throws when the gateway does not answer. Run twice, the second changes nothing.
 */
export async function emptyTrash(
  deps: Deps,
  { subscriptionId }: { subscriptionId: string },
  now: Date,
): Promise<{ outcome: "ended" | "changed-meanwhile" }> {
  await askAboutOpen(deps, subscriptionId, now);
  return underLocks(deps.db, subscriptionId, (tx, subscription) => decideTrashEnd(tx, subscription, now));
}

/**
 * What `emptyTrash` does once the gateway has answered, under the subscription's locks; asks nobody. What the refund
 * policy gives back is counted as of the day of deleting.
 */
export async function decideTrashEnd(
  tx: Tx,
  subscription: Renewing,
  now: Date,
): Promise<{ outcome: "ended" | "changed-meanwhile" }> {
  const { id, user_id: userId } = subscription;
  const site = await lockSiteOf(tx, id);
  const isDue = site?.trash_warned_at && site.trash_ends_at && now >= site.trash_ends_at;
  if (site?.suspended_reason !== "trash" || !isDue || !site.trashed_at || isOver(subscription.status)) {
    if (!isOver(subscription.status)) await lookAgain(tx, id, now);
    return { outcome: "changed-meanwhile" };
  }
  const returning = await returnables(tx, id, site.trashed_at);
  await closeUnpaid(tx, id, SYSTEM, now);
  await endSubscription(tx, subscription, { who: SYSTEM, creditIdr: sumOf(returning), now });
  await returnAll(tx, returning, { userId, now });
  return { outcome: "ended" };
}

async function findSubscriptionId(db: Db, { websiteId, userId }: Which): Promise<string | null> {
  if (!isUuid(websiteId)) return null;
  const site = await db
    .selectFrom("websites")
    .select("subscription_id")
    .where("id", "=", websiteId)
    .where("user_id", "=", userId)
    .executeTakeFirst();
  return site?.subscription_id ?? null;
}
