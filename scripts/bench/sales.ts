import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { createIpaymu } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { placeOrder } from "#app/domain/billing/orders/orders.server.ts";
import { openPayment } from "#app/domain/billing/payments/attempts.server.ts";
import { linkKeysFrom } from "#app/domain/billing/payments/pay-links.ts";
import { listPlans } from "#app/domain/catalog/plans.server.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { BenchShop } from "./bench-shop.ts";
import type { Customer } from "./people.ts";

export type Sale = { orderId: string; number: string; referenceId: string };

/** Orders the largest plan and opens its payment, as the checkout does. */
export async function openSale(shop: BenchShop, { id: userId }: Customer): Promise<Sale> {
  const { db, ipaymu } = shop;
  const settings = settingsOf(shop);
  const plan = (await listPlans(db)).at(-1);
  if (!plan) throw new Error("The shop sells no plans");
  const placed = await placeOrder(
    { db, settings },
    {
      userId,
      planId: plan.id,
      cycle: "monthly",
      priceId: plan.prices.monthly.id,
      site: { label: `bench-${randomUUID().slice(0, 8)}` },
      checkoutKey: randomUUID(),
      now: new Date(),
    },
  );
  if (placed.outcome !== "placed") throw new Error(`The order was refused: ${placed.outcome}`);
  const { orderId, number } = placed;
  const gateway = createIpaymu({ baseUrl: ipaymu.url, va: ipaymu.va, apiKey: ipaymu.apiKey });
  const opened = await openPayment(
    { db, gateway, settings },
    { orderId, userId, locale: "id", now: new Date() },
  );
  if (opened.outcome !== "open") throw new Error(`The payment was not opened: ${opened.outcome}`);
  return { orderId, number, referenceId: `${number}-A1` };
}

/** A customer's website, paid for and active on the panel. */
export async function activeSite(
  shop: BenchShop,
  customer: Customer,
): Promise<Sale & { siteId: string; host: string }> {
  const sale = await openSale(shop, customer);
  await shop.ipaymu.pay(sale.referenceId);
  const website = await until("the website is active", 60_000, () =>
    shop.db
      .selectFrom("websites")
      .select(["id", "host"])
      .where("order_id", "=", sale.orderId)
      .where("status", "=", "active")
      .executeTakeFirst(),
  );
  return { ...sale, siteId: website.id, host: website.host };
}

/** Asks again and again until there is an answer. */
export async function until<T>(
  what: string,
  timeoutMs: number,
  ask: () => Promise<T | undefined | false>,
  everyMs = 5,
): Promise<T> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await pause(everyMs)) {
    const answer = await ask();
    if (answer) return answer;
  }
  throw new Error(`Not within ${timeoutMs / 1000} s: ${what}`);
}

/** What rules need to know of this shop. */
export function settingsOf({ appUrl, env }: BenchShop): Settings {
  return {
    appUrl,
    linkKeys: linkKeysFrom((env.SESSION_SECRETS ?? "").split(",")),
    sitesDomain: env.SITES_DOMAIN ?? "",
    tax: null,
    payment: { isDirect: false, feeBearer: "merchant" },
    business: { name: "LumiCloud", address: "", email: "", phone: "", npwp: null, hours: "" },
  };
}
