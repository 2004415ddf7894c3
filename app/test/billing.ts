import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { createIpaymu, type PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { placeOrder } from "#app/domain/billing/orders/orders.server.ts";
import type { SiteAddress } from "#app/domain/billing/orders/site-address.ts";
import type { Choice } from "#app/domain/billing/payments/attempt-claims.server.ts";
import { openPayment } from "#app/domain/billing/payments/attempts.server.ts";
import { refreshChannels } from "#app/domain/billing/payments/channels.server.ts";
import { openDirectPayment } from "#app/domain/billing/payments/direct-payment.server.ts";
import type { Cycle } from "#app/domain/billing/renewals/periods.ts";
import { findPlan } from "#app/domain/catalog/plans.server.ts";
import { addStarterPlans } from "#app/domain/catalog/starter-plans.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { Db } from "#db/client.ts";
import type { App } from "./app.ts";
import { testSettings } from "./fixtures.ts";

type Shop = { db: Db; gateway: PaymentGateway; settings: Settings };
type Wish = { userId?: string; planId?: string; cycle?: Cycle; site?: SiteAddress; now?: Date };

/** A customer whose address is confirmed. */
export async function aCustomer(db: Db, name = "Sari"): Promise<string> {
  const email = `${name.toLowerCase()}-${randomUUID()}@contoh.test`;
  const { id } = await db
    .insertInto("users")
    .values({
      email,
      name,
      phone: "081234567890",
      password_hash: "not a hash",
      email_verified_at: new Date(),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** An order waiting for its payment, of a new customer unless told. */
export async function anOrder({ db, settings }: Omit<Shop, "gateway">, wish: Wish = {}) {
  await addStarterPlans(db);
  const { planId = "usaha", cycle = "monthly", now = new Date() } = wish;
  const userId = wish.userId ?? (await aCustomer(db));
  const priceId = (await findPlan(db, planId))!.prices[cycle].id;
  const site = wish.site ?? { label: `toko-${randomUUID().slice(0, 8)}` };
  const order = { userId, planId, cycle, priceId, site, checkoutKey: randomUUID(), now };
  const placed = await placeOrder({ db, settings }, order);
  if (placed.outcome !== "placed") throw new Error(placed.outcome);
  return {
    userId,
    orderId: placed.orderId,
    number: placed.number,
    amountIdr: cycle === "monthly" ? 49_000 : 490_000,
  };
}

/** An order whose payment page is open. */
export async function anOpenOrder(shop: Shop, wish: Wish = {}) {
  const order = await anOrder(shop, wish);
  const opened = await openPayment(shop, { ...order, locale: "id", now: wish.now ?? new Date() });
  if (opened.outcome !== "open") throw new Error(opened.outcome);
  return { ...order, attemptId: opened.attemptId, url: opened.url, reference: `${order.number}-A1` };
}

/** An order with a code to pay by inside the storefront. */
export async function anOrderWithCode(
  shop: Shop,
  choice: Choice = { method: "va", channel: "bni" },
  wish: Wish = {},
) {
  const order = await anOrder(shop, wish);
  await refreshChannels(shop, wish.now ?? new Date());
  const opened = await openDirectPayment(shop, { ...order, choice, now: wish.now ?? new Date() });
  if (opened.outcome !== "open") throw new Error(opened.outcome);
  return { ...order, attemptId: opened.attemptId, url: opened.url, reference: `${order.number}-A1` };
}

/** The names of the jobs waiting, sorted. */
export async function jobNames(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select task_identifier as name from graphile_worker.jobs order by 1`.execute(db);
  return rows.map((row) => row.name);
}

export const HOUR_MS = 3_600_000;
export const hoursLater = (hours: number) => new Date(Date.now() + hours * HOUR_MS);

/** The shop behind a built app, for doing in a test what its worker would do. */
export function shopOf({ db, ipaymu }: Pick<App, "db" | "ipaymu">): Shop {
  const gateway = createIpaymu({ baseUrl: ipaymu.url, va: ipaymu.va, apiKey: ipaymu.apiKey });
  return { db, gateway, settings: testSettings };
}
