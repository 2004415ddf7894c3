import type { UploadStore } from "#app/adapters/storage/storage.server.ts";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import type { Db } from "#db/client.ts";
import { aloneOn } from "../servers/panel-writer.server.ts";
import { type AtServer, type PanelOf, type TransferTo, withPanel } from "../servers/servers.server.ts";
import { sitePlan } from "../websites/site-plan.server.ts";
import type { WebsiteRow } from "../websites/websites.server.ts";
import { enqueueCleaning } from "./deploy-outcome.server.ts";
import { isFinished } from "./deploy-status.ts";
import { keysOf, placesOf } from "./deploy-steps.server.ts";
import type { DeploymentRow } from "./deploy-trace.server.ts";
import { closePreviews } from "./previews.server.ts";
import { inboxAccount, inboxOf } from "./transfer-account.server.ts";

export type CleaningDeps = {
  db: Db;
  panelOf: PanelOf;
  transferTo: TransferTo;
  store: UploadStore;
  vault: Vault;
};

const waitMs = 30_000;

/**
 * Frees what a website no longer needs on its server: releases beyond the plan's number, what failed deployments
 * left, archives that were unpacked. The live release, the newest superseded ones and whatever the server really
 * serves stay. Safe to repeat; put off ("waits") while a deployment of the site runs.
 */
export async function cleanReleases(
  deps: CleaningDeps,
  { websiteId }: { websiteId: string },
  now: Date,
): Promise<{ outcome: "cleaned"; removed: number } | { outcome: "waits" | "nothing-to-do" }> {
  const result = await aloneOn(deps.db, websiteId, async () => {
    const site = await deps.db
      .selectFrom("websites")
      .selectAll()
      .where("id", "=", websiteId)
      .executeTakeFirst();
    if (!site?.server_id || !site.site_path || site.panel_site_id === null) return null;
    const path = site.site_path;
    const used = await withPanel(deps, site.server_id, now, ({ panel }) => panel.folderSize(path));
    const leaving = await decide(deps.db, site, used);
    return withPanel(deps, site.server_id, now, (at) => remove(deps, at, { site, leaving }));
  });
  if (result === null) return { outcome: "nothing-to-do" };
  if (result !== "busy") return { outcome: "cleaned", removed: result };
  await enqueueCleaning(deps.db, websiteId, new Date(now.getTime() + waitMs));
  return { outcome: "waits" };
}

/** Takes the offer to roll back away before the files: a rollback asked for in between finds "not-kept". */
async function decide(db: Db, site: WebsiteRow, used: number): Promise<DeploymentRow[]> {
  return db.transaction().execute(async (tx) => {
    await tx.selectFrom("websites").select("id").where("id", "=", site.id).forUpdate().execute();
    const { releases_kept: limit, disk_bytes: room } = await sitePlan(tx, site);
    const rows = await tx
      .selectFrom("deployments")
      .selectAll()
      .where("website_id", "=", site.id)
      .where("release_path", "is not", null)
      .orderBy("finished_at", "desc")
      .execute();
    const kept = fitting(rows, { limit, room, used });
    const leaving = rows.filter((row) => isFinished(row.status) && !isStanding(row) && !kept.includes(row));
    for (const { id } of leaving) {
      await tx.updateTable("deployments").set({ is_kept: false }).where("id", "=", id).execute();
    }
    return leaving;
  });
}

/** What is live, and a draft that waits to be. */
function isStanding({ status }: DeploymentRow): boolean {
  return status === "live" || status === "ready";
}

/**
 * The releases the customer pinned, and the newest other superseded ones: as many as the plan keeps, and of them only
 * those its disk has room for.
 */
function fitting(
  rows: DeploymentRow[],
  { limit, room, used }: { limit: number; room: number; used: number },
): DeploymentRow[] {
  const superseded = rows.filter((row) => row.status === "superseded" && row.is_kept);
  const pinned = superseded.filter((row) => row.is_pinned);
  const others = superseded.filter((row) => !row.is_pinned).slice(0, limit);
  const going = rows.filter((row) => isFinished(row.status) && !isStanding(row));
  const bytes = (all: DeploymentRow[]) => all.reduce((sum, row) => sum + (row.total_bytes ?? 0), 0);
  let left = room - (used - bytes(going));
  return [...pinned, ...others].filter((row) => {
    left -= row.total_bytes ?? 0;
    return row.is_pinned || left >= 0;
  });
}

type Work = { site: WebsiteRow; leaving: DeploymentRow[] };

async function remove(deps: CleaningDeps, at: AtServer, { site, leaving }: Work): Promise<number> {
  const { db, store } = deps;
  const served = await at.panel.runPath(site.panel_site_id ?? 0);
  let removed = 0;
  for (const deployment of leaving) {
    if (deployment.release_path === served) continue;
    const { release } = placesOf({ at, website: site, deployment });
    await at.write(() => at.panel.deleteFolder(release));
    await store.remove(keysOf(deployment.id).manifestKey);
    await db
      .updateTable("deployments")
      .set({ release_path: null, manifest_key: null })
      .where("id", "=", deployment.id)
      .execute();
    removed++;
  }
  await closePreviews(db, at, site);
  await removeArchives(deps, at, site);
  return removed;
}

/** Archives of ended deployments, here and in our inbox on the server. */
async function removeArchives(deps: CleaningDeps, at: AtServer, site: WebsiteRow): Promise<void> {
  const { db, store } = deps;
  const waiting = (await at.panel.listFolder(inboxOf(at.server.sites_root))) ?? [];
  const names = waiting.filter((entry) => !entry.isFolder).map((entry) => entry.name);
  const rows = await db
    .selectFrom("deployments")
    .select(["id", "status"])
    .where("website_id", "=", site.id)
    .orderBy("number", "desc")
    .limit(100)
    .execute();
  for (const { id, status } of rows) {
    if (!isFinished(status)) continue;
    await store.remove(keysOf(id).archiveKey);
    if (names.includes(`${id}.zip`)) await (await inboxAccount(deps, at)).remove(`/${id}.zip`);
  }
}
