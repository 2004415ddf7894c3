import {
  cancelAtTerm,
  cancelNow,
  cancelOffer,
  takeBackCancellation,
} from "#app/domain/billing/changes/cancellations.server.ts";
import { listChoices } from "#app/domain/billing/changes/plan-change-quotes.server.ts";
import { requestChange } from "#app/domain/billing/changes/plan-changes.server.ts";
import { DAY_MS } from "./clock.ts";
import type { Whim } from "./scenario.ts";
import type { World } from "./world.ts";

type Which = { subscriptionId: string; userId: string };
type Later = (ms: number, act: () => Promise<void>) => void;

const WHY = { reason: "price" as const, note: "" };

/**
 * What comes over a buyer in the middle of a term: another plan, or the end. Gives the order that has to be paid first,
 * if one has.
 */
export async function indulge(
  world: World,
  userId: string,
  whim: Whim,
  later: Later,
): Promise<string | null> {
  const running = await world.books
    .selectFrom("subscriptions")
    .select("id")
    .where("user_id", "=", userId)
    .where("status", "in", ["active", "past-due", "suspended", "cancelling"])
    .orderBy("created_at")
    .executeTakeFirst();
  if (!running) return null;
  const which = { subscriptionId: running.id, userId };
  if (whim.what === "changes-plan") return changePlan(world, which, whim);
  await cancel(world, which, whim, later);
  return null;
}

async function cancel(world: World, which: Which, { what, choice }: Whim, later: Later): Promise<void> {
  const { books, clock } = world;
  const deps = { ...world.deps, db: books };
  const now = clock.now();
  if (what === "cancels-now") {
    const offer = await cancelOffer(books, { ...which, now });
    if (offer?.canNow) await cancelNow(deps, { ...which, ...WHY, creditIdr: offer.creditIdr, now });
    return;
  }
  await cancelAtTerm(deps, { ...which, ...WHY, now });
  if (what !== "cancels-and-takes-back") return;
  later((choice * 3 + 1) * DAY_MS, async () => {
    await takeBackCancellation(books, { ...which, now: clock.now() });
  });
}

async function changePlan(world: World, which: Which, { choice }: Whim): Promise<string | null> {
  const deps = { ...world.deps, db: world.books };
  const now = world.clock.now();
  const found = await listChoices(deps, which, now);
  const open = (found?.choices ?? []).flatMap((one) => ("quote" in one ? [one.quote] : []));
  const quote = open[choice % Math.max(1, open.length)];
  if (!quote) return null;
  const asked = await requestChange(deps, {
    ...which,
    toPriceId: quote.target.priceId,
    quotedAt: now,
    differenceIdr: quote.arithmetic.differenceIdr,
    totalIdr: quote.price.totalIdr,
    now,
  });
  return asked.outcome === "to-pay" ? asked.orderId : null;
}
