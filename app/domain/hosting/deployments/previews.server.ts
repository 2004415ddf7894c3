import { randomBytes } from "node:crypto";
import { isPassing } from "#app/adapters/aapanel/errors.ts";
import type { Db, Tx } from "#db/client.ts";
import type { AtServer } from "../servers/servers.server.ts";
import { runsPhp } from "../websites/php-guard.server.ts";
import { isUuid, type WebsiteRow } from "../websites/websites.server.ts";
import { DeployFailed } from "./deploy-failures.ts";
import { enqueueCleaning } from "./deploy-outcome.server.ts";
import type { Run } from "./deploy-steps.server.ts";
import { type DeploymentRow, moveDeployment, recordDeployment } from "./deploy-trace.server.ts";
import { enqueueDeploy, isOn, lockOwnSite, openOf, ownRows } from "./deployments-rows.server.ts";

/** How long a draft waits before it is thrown away, in days. */
export const draftDays = 7;

/** A host name below the shop's own domain for sites that nobody can guess: 100 random bits. */
export function newPreviewHost(sitesDomain: string): string {
  const name = BigInt(`0x${randomBytes(13).toString("hex")}`).toString(36);
  return `pratinjau-${name}.${sitesDomain.replace(/:\d+$/, "").toLowerCase()}`;
}

/** Lets a draft be seen under its own host name, beside the site and without touching it. Safe to repeat. */
export async function openPreview({ deployment, website, at }: Run): Promise<void> {
  const { preview_host: host, release_path: folder } = deployment;
  const siteId = website.panel_site_id;
  if (!host || !folder || siteId === null) throw new DeployFailed("site-not-active");
  if (runsPhp(website)) throw new DeployFailed("no-draft-with-php");
  const shown = await at.write(async () => {
    const isBound = async () =>
      (await at.panel.folderBindings(siteId)).some((one) => one.host === host && `/${one.folder}` === folder);
    if (await isBound()) return true;
    await at.panel.bindFolder(siteId, host, folder).catch((error: unknown) => {
      // The answer may be lost after the work: what the panel shows decides.
      if (!isPassing(error)) throw error;
    });
    return isBound();
  });
  if (!shown) throw new DeployFailed("switch-ignored");
}

/** Takes away the preview addresses of a site's drafts that wait no more. Safe to repeat. */
export async function closePreviews(db: Db, at: AtServer, site: WebsiteRow): Promise<void> {
  const over = await db
    .selectFrom("deployments")
    .select(["id", "preview_host"])
    .where("website_id", "=", site.id)
    .where("preview_host", "is not", null)
    .where("status", "in", ["live", "superseded", "failed", "cancelled"])
    .execute();
  if (over.length === 0 || site.panel_site_id === null) return;
  for (const binding of await at.panel.folderBindings(site.panel_site_id)) {
    if (!over.some((row) => row.preview_host === binding.host)) continue;
    await at.write(() => at.panel.unbindFolder(binding.id));
  }
  const ids = over.map(({ id }) => id);
  await db.updateTable("deployments").set({ preview_host: null }).where("id", "in", ids).execute();
}

/** The host name a draft of the customer's can be seen under while it waits; null for any other deployment. */
export async function previewHostOf(
  db: Db,
  { userId, websiteId, deploymentId }: Omit<Which, "now">,
): Promise<string | null> {
  if (!isUuid(websiteId) || !isUuid(deploymentId)) return null;
  const row = await db
    .selectFrom("deployments")
    .select("preview_host")
    .where("id", "=", deploymentId)
    .where("website_id", "=", websiteId)
    .where("user_id", "=", userId)
    .where("status", "=", "ready")
    .executeTakeFirst();
  return row?.preview_host ?? null;
}

type Which = { userId: string; websiteId: string; deploymentId: string; now: Date };

/** Puts a draft live: only the switch and the look. Twice in a row, the second answers "not-ready". */
export async function publishDraft(
  db: Db,
  { userId, websiteId, deploymentId, now }: Which,
): Promise<{ outcome: "queued" | "not-found" | "not-ready" | "site-not-active" | "locked" | "busy" }> {
  if (!isUuid(websiteId) || !isUuid(deploymentId)) return { outcome: "not-found" };
  return db.transaction().execute(async (tx) => {
    const site = await lockOwnSite(tx, userId, websiteId);
    const row = await ownRows(tx, userId, websiteId).where("id", "=", deploymentId).executeTakeFirst();
    if (!site || !row) return { outcome: "not-found" };
    if (row.status !== "ready") return { outcome: "not-ready" };
    if (!isOn(site)) return { outcome: "site-not-active" };
    if (site.locked_at) return { outcome: "locked" };
    if ((await openOf(tx, websiteId)).length > 0) return { outcome: "busy" };
    const set = { failed_step: null, failure_code: null };
    await moveDeployment(tx, row.id, { from: "ready", to: "switching", set });
    await recordDeployment(tx, row, "draft-published", { actorId: userId, now });
    await enqueueDeploy(tx, websiteId, row.id);
    return { outcome: "queued" };
  });
}

/** Throws a draft away, its address and its files. Twice, the second answers "not-ready". */
export async function discardDraft(
  db: Db,
  { userId, websiteId, deploymentId, now }: Which,
): Promise<{ outcome: "discarded" | "not-found" | "not-ready" }> {
  if (!isUuid(websiteId) || !isUuid(deploymentId)) return { outcome: "not-found" };
  return db.transaction().execute(async (tx) => {
    const row = await ownRows(tx, userId, websiteId)
      .where("id", "=", deploymentId)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return { outcome: "not-found" };
    if (row.status !== "ready") return { outcome: "not-ready" };
    await discard(tx, row, { event: "draft-discarded", actorId: userId, now });
    return { outcome: "discarded" };
  });
}

/** Throws away the drafts that have waited `draftDays`. Safe to repeat. */
export async function sweepDrafts(db: Db, now: Date): Promise<{ discarded: number }> {
  const until = new Date(now.getTime() - draftDays * 24 * 60 * 60 * 1000);
  return db.transaction().execute(async (tx) => {
    const rows = await tx
      .selectFrom("deployments")
      .selectAll()
      .where("status", "=", "ready")
      .where("ready_at", "<", until)
      .forUpdate()
      .skipLocked()
      .limit(500)
      .execute();
    for (const row of rows) await discard(tx, row, { event: "draft-expired", now });
    return { discarded: rows.length };
  });
}

async function discard(
  tx: Tx,
  row: DeploymentRow,
  { event, ...when }: { event: string; actorId?: string; now: Date },
): Promise<void> {
  await moveDeployment(tx, row.id, { from: "ready", to: "cancelled", set: { finished_at: when.now } });
  await recordDeployment(tx, row, event, when);
  await enqueueCleaning(tx, row.website_id);
}
