import type { PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { listChoices, type Quote } from "#app/domain/billing/changes/plan-change-quotes.server.ts";
import {
  type ChangeRequest,
  type ChangeWish,
  requestChange,
} from "#app/domain/billing/changes/plan-changes.server.ts";
import { issueInvoice } from "#app/domain/billing/invoices/invoices.server.ts";
import type { Cycle } from "#app/domain/billing/renewals/periods.ts";
import type { Settings } from "#app/domain/settings.ts";
import { aSubscription } from "./renewing.ts";

type Shop = { db: Parameters<typeof listChoices>[0]["db"]; gateway: PaymentGateway; settings: Settings };
type Owned = { userId: string; subscriptionId: string };

/** A subscription at the plan "usaha" whose first invoice is written. */
export async function aPlan(shop: Shop, begin: { anchor: Date; cycle?: Cycle }) {
  const owned = await aSubscription(shop, begin);
  const first = await shop.db
    .selectFrom("orders")
    .select("id")
    .where("subscription_id", "=", owned.subscriptionId)
    .executeTakeFirstOrThrow();
  await issueInvoice(shop, { orderId: first.id }, begin.anchor);
  return { ...owned, firstOrderId: first.id };
}

/** What the page would show for a plan and term. */
export async function quoteOf(
  shop: Shop,
  owned: Owned,
  planId: string,
  cycle: Cycle,
  now: Date,
): Promise<Quote> {
  const listed = await listChoices(shop, owned, now);
  const choice = listed?.choices.find((one) => one.target.planId === planId && one.target.cycle === cycle);
  if (!choice || !("quote" in choice)) throw new Error(`${planId} ${cycle}: ${JSON.stringify(choice)}`);
  return choice.quote;
}

/** What the page's form would send. */
export function wishFor({ userId, subscriptionId }: Owned, quote: Quote, now: Date): ChangeWish {
  return {
    userId,
    subscriptionId,
    toPriceId: quote.target.priceId,
    quotedAt: now,
    differenceIdr: quote.arithmetic.differenceIdr,
    totalIdr: quote.price.totalIdr,
    now,
  };
}

/** Looks at the page and confirms what it shows. */
export async function changeTo(
  shop: Shop,
  owned: Owned,
  planId: string,
  cycle: Cycle,
  now: Date,
): Promise<ChangeRequest> {
  return requestChange(shop, wishFor(owned, await quoteOf(shop, owned, planId, cycle, now), now));
}

/** The subscription with its paid periods, the oldest first. */
export async function standingOf({ db }: Pick<Shop, "db">, subscriptionId: string) {
  const subscription = await db
    .selectFrom("subscriptions")
    .selectAll()
    .where("id", "=", subscriptionId)
    .executeTakeFirstOrThrow();
  const periods = await db
    .selectFrom("subscription_periods")
    .selectAll()
    .where("subscription_id", "=", subscriptionId)
    .orderBy("starts_at")
    .execute();
  return { ...subscription, periods };
}

/** The paid period of a website that was made without one: from its beginning to its end. */
export async function aPaidPeriod(db: Shop["db"], websiteId: string): Promise<void> {
  await db
    .insertInto("subscription_periods")
    .columns(["subscription_id", "starts_at", "ends_at", "order_id"])
    .expression((by) =>
      by
        .selectFrom("websites")
        .innerJoin("subscriptions", "subscriptions.id", "websites.subscription_id")
        .select(["subscriptions.id", "anchor_at", "ends_at", "websites.order_id"])
        .where("websites.id", "=", websiteId),
    )
    .execute();
}

/** The hidden fields of the page's own form, as a browser would send them. */
export function hiddenFields(html: string): Record<string, string> {
  const inputs = html.match(/<input type="hidden"[^>]*>/g) ?? [];
  const attributeOf = (input: string, name: string) =>
    input.match(new RegExp(`${name}="([^"]*)"`))?.[1] ?? "";
  return Object.fromEntries(inputs.map((input) => [attributeOf(input, "name"), attributeOf(input, "value")]));
}
