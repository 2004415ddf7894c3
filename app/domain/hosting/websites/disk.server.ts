import { sql } from "kysely";
import type { HostingPanel } from "#app/adapters/aapanel/hosting-panel.ts";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import { enqueue } from "#app/jobs/queue.server.ts";
import type { Db, Tx } from "#db/client.ts";
import { type PanelOf, withPanel } from "../servers/servers.server.ts";
import { recordWebsite, type WebsiteRow } from "./websites.server.ts";

/**
 * Asks the server how many bytes a website's folder holds, kept releases included, and notes it with the moment. Its
 * owner is written to when it passes 80 and 95 % of the plan.
 * Does nothing for a website that is not on a server. Throws the panel's errors: the job is tried again.
 */
export async function measureDisk(
  deps: { db: Db; panelOf: PanelOf; vault: Vault },
  { websiteId }: { websiteId: string },
  now: Date,
): Promise<{ bytes: number | null }> {
  const site = await deps.db
    .selectFrom("websites")
    .innerJoin("subscriptions", "subscriptions.id", "websites.subscription_id")
    .innerJoin("plans", "plans.id", "subscriptions.plan_id")
    .select(["server_id", "site_path", "disk_bytes"])
    .where("websites.id", "=", websiteId)
    .where("websites.status", "in", ["active", "suspended"])
    .executeTakeFirst();
  const { server_id: serverId, site_path: path } = site ?? {};
  if (!site || !serverId || !path) return { bytes: null };
  const bytes = await withPanel(deps, serverId, now, ({ panel }) => panel.folderSize(path));
  await deps.db.transaction().execute((tx) => note(tx, { websiteId, bytes, limit: site.disk_bytes, now }));
  return { bytes };
}

/** Owners are written to when their disk is this full, in percent of the plan. */
const WARNINGS = [95, 80];
/** So far below a mark it must fall before it is warned of again: one file more and less is not news. */
const SLACK_PERCENT = 5;

type Measured = { websiteId: string; bytes: number; limit: number; now: Date };

/** Keeps the measure; the letter goes once for each time a mark is crossed, however often it is measured above it. */
async function note(tx: Tx, { websiteId, bytes, limit, now }: Measured): Promise<void> {
  const site = await tx
    .selectFrom("websites")
    .select(["id", "host", "user_id", "order_id", "disk_warned_percent"])
    .where("id", "=", websiteId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const used = (bytes / limit) * 100;
  const reached = (slack: number) => WARNINGS.find((mark) => used + slack >= mark) ?? 0;
  const before = site.disk_warned_percent;
  const isNews = reached(0) > before;
  const warned = isNews ? reached(0) : Math.min(before, reached(SLACK_PERCENT));
  await tx
    .updateTable("websites")
    .set({ disk_used_bytes: bytes, disk_measured_at: now, disk_warned_percent: warned })
    .where("id", "=", websiteId)
    .execute();
  if (!isNews) return;
  await recordWebsite(tx, { id: site.id, orderId: site.order_id }, "disk-warned", { percent: warned }, now);
  await enqueue(tx, "send-notice", {
    key: `disk-filling:${websiteId}:${warned}:${now.toISOString()}`,
    kind: "disk-filling",
    userId: site.user_id,
    values: { host: site.host, websiteId, usedBytes: bytes, limitBytes: limit },
  });
}

/**
 * Bytes a website holds besides its releases but the one of `deploymentId`: earlier ones make room for a new one, which
 * they do once it is live. Asks the server.
 */
export async function heldBesideReleases(
  db: Db,
  panel: HostingPanel,
  { website, deploymentId }: { website: WebsiteRow; deploymentId: string },
): Promise<number> {
  const used = await panel.folderSize(website.site_path ?? "");
  const { releases } = await db
    .selectFrom("deployments")
    .select((of) => of.fn.coalesce(of.fn.sum<string>("total_bytes"), sql<string>`0`).as("releases"))
    .where("website_id", "=", website.id)
    .where("id", "<>", deploymentId)
    .where("release_path", "is not", null)
    .executeTakeFirstOrThrow();
  return Math.max(0, used - Number(releases));
}

/** Queues a measurement of every website that is on a server; a waiting one is not doubled. */
export async function measureDisks(db: Db): Promise<{ queued: number }> {
  const sites = await db
    .selectFrom("websites")
    .select("id")
    .where("status", "in", ["active", "suspended"])
    .execute();
  for (const { id } of sites) await enqueueMeasuring(db, id);
  return { queued: sites.length };
}

/** Queues one measurement; a waiting one is replaced. */
export async function enqueueMeasuring(db: Db, websiteId: string): Promise<void> {
  await enqueue(
    db,
    "measure-disk",
    { websiteId },
    { key: `measure-disk:${websiteId}`, queue: `site:${websiteId}` },
  );
}
