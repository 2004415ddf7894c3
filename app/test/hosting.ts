import { randomUUID } from "node:crypto";
import type { createVault } from "#app/adapters/vault/vault.server.ts";
import { addServerFromEnvironment } from "#app/domain/hosting/servers/servers.server.ts";
import { createWebsite } from "#app/domain/hosting/websites/websites.server.ts";
import type { Db } from "#db/client.ts";
import type { startAapanelSandbox } from "#scripts/sandbox/aapanel/server.ts";

type Sandbox = Awaited<ReturnType<typeof startAapanelSandbox>>;
type Vault = ReturnType<typeof createVault>;

/** The sandbox as the shop's first server. */
export async function aServer({ db, vault, aapanel }: { db: Db; vault: Vault; aapanel: Sandbox }, now: Date) {
  await addServerFromEnvironment(
    { db, vault },
    {
      AAPANEL_URL: aapanel.panelUrl,
      AAPANEL_API_KEY: aapanel.apiKey,
      AAPANEL_FTP_HOST: aapanel.ftpHost,
      AAPANEL_FTP_PORT: aapanel.ftpPort,
      AAPANEL_FTP_TLS: false,
      AAPANEL_WEB_ADDRESS: aapanel.webAddress,
      AAPANEL_TLS_ADDRESS: aapanel.tlsAddress,
      AAPANEL_SITES_ROOT: aapanel.sitesRoot,
    },
    now,
  );
  return db.selectFrom("servers").selectAll().executeTakeFirstOrThrow();
}

/** A website that was paid for a moment ago: the least that billing leaves behind, then the domain's own function. */
export async function aPaidWebsite(db: Db, host: string, now: Date) {
  const { userId, subscriptionId, orderId } = await aPurchase(db, now);
  const { websiteId } = await db
    .transaction()
    .execute((tx) => createWebsite(tx, { userId, subscriptionId, orderId, host, now }));
  return { userId, websiteId, orderId, subscriptionId };
}

/** A paid order with its subscription, without a website yet. */
export async function aPurchase(db: Db, now: Date) {
  const { id: userId } = await db
    .insertInto("users")
    .values({ email: `${randomUUID()}@sari.test`, name: "Sari", password_hash: "not a hash" })
    .returning("id")
    .executeTakeFirstOrThrow();
  const priceId = await aPrice(db);
  const sale = { user_id: userId, plan_id: "starter", price_id: priceId, cycle: "monthly" as const };
  const { id: subscriptionId } = await db
    .insertInto("subscriptions")
    .values({ ...sale, status: "active", anchor_at: now, ends_at: new Date(now.getTime() + 30 * 86_400_000) })
    .returning("id")
    .executeTakeFirstOrThrow();
  const { id: orderId } = await db
    .insertInto("orders")
    .values({
      ...sale,
      number: `LC-TEST-${randomUUID().slice(0, 8)}`,
      subscription_id: subscriptionId,
      subtotal_idr: 25_000,
      total_idr: 25_000,
      status: "paid",
      checkout_key: randomUUID(),
      expires_at: now,
      paid_at: now,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return { userId, subscriptionId, orderId };
}

async function aPrice(db: Db): Promise<string> {
  const mib = 1024 * 1024;
  await db
    .insertInto("plans")
    .values({
      id: "starter",
      name: "Starter",
      disk_bytes: 500 * mib,
      upload_bytes: 100 * mib,
      unpacked_bytes: 300 * mib,
      max_files: 20_000,
      max_domains: 1,
      releases_kept: 2,
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();
  const current = await db
    .selectFrom("prices")
    .select("id")
    .where("plan_id", "=", "starter")
    .executeTakeFirst();
  if (current) return current.id;
  const price = { plan_id: "starter", cycle: "monthly" as const, amount_idr: 25_000 };
  return (await db.insertInto("prices").values(price).returning("id").executeTakeFirstOrThrow()).id;
}
