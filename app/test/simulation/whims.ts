import { cancelAtTerm, cancelNow, cancelOffer } from "#app/domain/billing/cancellations.server.ts";
import { listChoices } from "#app/domain/billing/plan-change-quotes.server.ts";
import { requestChange } from "#app/domain/billing/plan-changes.server.ts";
import type { Whim } from "./scenario.ts";
import type { World } from "./world.ts";

/**
 * What comes over a buyer in the middle of a term: another plan, or the end. Gives the order that has to be paid first,
 * if one has.
 */
export async function indulge(world: World, userId: string, { what, choice }: Whim): Promise<string | null> {
  const { books, clock } = world;
  const deps = { ...world.deps, db: books };
  const now = clock.now();
  const running = await books
    .selectFrom("subscriptions")
    .select("id")
    .where("user_id", "=", userId)
    .where("status", "in", ["active", "past-due", "suspended", "cancelling"])
    .orderBy("created_at")
    .executeTakeFirst();
  if (!running) return null;
  const which = { subscriptionId: running.id, userId };
  const why = { reason: "price" as const, note: "" };
  if (what === "cancels-at-term") await cancelAtTerm(deps, { ...which, ...why, now });
  if (what === "cancels-now") {
    const offer = await cancelOffer(books, { ...which, now });
    if (offer?.canNow) await cancelNow(deps, { ...which, ...why, creditIdr: offer.creditIdr, now });
  }
  if (what !== "changes-plan") return null;
  const found = await listChoices(deps, which, now);
  const open = (found?.choices ?? []).flatMap((one) => ("quote" in one ? [one.quote] : []));
  const quote = open[choice % Math.max(1, open.length)];
  if (!quote) return null;
  const sums = { differenceIdr: quote.arithmetic.differenceIdr, totalIdr: quote.price.totalIdr };
  const asked = await requestChange(deps, {
    ...which,
    ...sums,
    toPriceId: quote.target.priceId,
    quotedAt: now,
    now,
  });
  return asked.outcome === "to-pay" ? asked.orderId : null;
}
