import type { Logger } from "pino";
import { isPassing } from "#app/adapters/aapanel/errors.ts";
import type { HostingPanel } from "#app/adapters/aapanel/hosting-panel.ts";
import type { UploadStore } from "#app/adapters/storage/storage.server.ts";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import { askForAttention } from "#app/domain/attention/attention.server.ts";
import { enqueueAll, type Job, job } from "#app/jobs/queue.server.ts";
import type { Db, Tx } from "#db/client.ts";
import { removeBackups } from "../backups/backups-kept.server.ts";
import { type AtServer, type PanelOf, withPanel } from "../servers/servers.server.ts";
import { markOf } from "../websites/provisioning.server.ts";
import { recordWebsite, type WebsiteRow } from "../websites/websites.server.ts";
import { exportUserOf } from "./export-account.server.ts";

type Deps = { db: Db; panelOf: PanelOf; store: UploadStore; vault: Vault; log: Logger };
type Removal = { outcome: "deleted" | "not-ours" | "nothing-to-do" };

/**
 * Decides, in the caller's transaction, that an ended website is removed for good, and queues it. Looks once more under
 * its lock: only a website that has ended, of a subscription that is over, whose export is past its time and was warned
 * about, or was never anything. Returns whether it was decided.
 */
export async function decideRemoval(tx: Tx, websiteId: string, now: Date): Promise<boolean> {
  const site = await tx
    .selectFrom("websites")
    .innerJoin("subscriptions", "subscriptions.id", "websites.subscription_id")
    .innerJoin("site_exports", "site_exports.website_id", "websites.id")
    .select(["websites.id", "websites.order_id"])
    .select(["site_exports.status as export", "site_exports.warned_at", "site_exports.expires_at"])
    .where("websites.id", "=", websiteId)
    .where("websites.suspended_reason", "=", "ended")
    .where("websites.status", "in", ["suspended", "failed"])
    .where("subscriptions.status", "in", ["ended", "terminated"])
    .where("site_exports.status", "in", ["ready", "waived", "empty"])
    .forUpdate(["websites", "site_exports"])
    .executeTakeFirst();
  if (!site?.expires_at || site.expires_at > now) return false;
  if (site.export !== "empty" && !site.warned_at) return false;
  await tx.updateTable("websites").set({ status: "deleting" }).where("id", "=", site.id).execute();
  const detail = { export: site.export };
  await recordWebsite(tx, { id: site.id, orderId: site.order_id }, "website-removal-decided", detail, now);
  await enqueueAll(tx, [removalJob(site.id)]);
  return true;
}

/** The job that removes a website which is being deleted; a waiting one is replaced, never doubled. */
export function removalJob(websiteId: string): Job {
  const options = { key: `remove-website:${websiteId}`, queue: "server-work" };
  return job("remove-website", { websiteId }, options);
}

/**
 * Removes a website for good: FTP accounts, site and files on the server, and its archives here. Looks before each
 * step and believes only what the panel shows afterwards, so that a lost answer or a crash anywhere is made up for by
 * running again. A site that does not carry our mark is left alone and put before staff. What failed throws, and the
 * job tries again.
 */
export async function removeWebsite(
  deps: Deps,
  { websiteId }: { websiteId: string },
  now: Date,
): Promise<Removal> {
  const { db } = deps;
  const site = await db.selectFrom("websites").selectAll().where("id", "=", websiteId).executeTakeFirst();
  if (site?.status !== "deleting") return { outcome: "nothing-to-do" };
  if (site.server_id) {
    const removed = await withPanel(deps, site.server_id, now, (at) => removeFromServer(at, site));
    if (!removed) {
      deps.log.warn({ websiteId }, "a website to remove does not carry our mark");
      await askAboutMark(db, site);
      return { outcome: "not-ours" };
    }
  }
  await removeArchives(deps, site.id);
  return db.transaction().execute((tx) => finish(tx, site, now));
}

/** Whether nothing of the website is left on the server; false when a stranger's site has its name. */
async function removeFromServer({ server, panel, write }: AtServer, site: WebsiteRow): Promise<boolean> {
  const path = site.site_path;
  // Named by us when it was placed; anything else would be somebody else's folder.
  if (!path || path !== `${server.sites_root}/${site.host}`) return false;
  return write(async () => {
    const made = await panel.findSite(site.host);
    if (made && (made.note !== markOf(site) || made.path !== path)) return false;
    for (const name of [site.ftp_user, exportUserOf(site)]) {
      if (name) await removeAccount(panel, name, path);
    }
    if (made) await panel.deleteSite(made).catch(passLater);
    // Killed between the site and its files, only the files are left. One that never ran may be another's folder.
    if (made || site.activated_at) await panel.deleteFolder(path);
    await mustBeGone(panel, site, path);
    return true;
  });
}

async function removeAccount(panel: HostingPanel, name: string, path: string): Promise<void> {
  const user = await panel.findFtpUser(name);
  if (user && user.path.replace(/\/$/, "") === path) await panel.deleteFtpUser(user).catch(passLater);
}

/** The answer may be lost after the work: what the panel shows at the end is what counts. */
function passLater(error: unknown): void {
  if (!isPassing(error)) throw error;
}

async function mustBeGone(panel: HostingPanel, site: WebsiteRow, path: string): Promise<void> {
  const account = site.ftp_user ? await panel.findFtpUser(site.ftp_user) : null;
  const left = [
    (await panel.findSite(site.host)) ? "site" : null,
    account?.path.replace(/\/$/, "") === path ? "ftp" : null,
    site.activated_at && (await panel.listFolder(path)) !== null ? "files" : null,
  ].filter((part) => part !== null);
  if (left.length > 0) throw new Error(`the panel still shows of ${site.host}: ${left.join(", ")}`);
}

/** The customer's archives and what was noted of them, kept in our own store. */
async function removeArchives({ db, store }: Deps, websiteId: string): Promise<void> {
  const uploads = await db
    .selectFrom("uploads")
    .select(["id", "storage_key"])
    .where("website_id", "=", websiteId)
    .where("status", "<>", "removed")
    .execute();
  for (const upload of uploads) {
    await store.remove(upload.storage_key);
    await db.updateTable("uploads").set({ status: "removed" }).where("id", "=", upload.id).execute();
  }
  const releases = await db
    .selectFrom("deployments")
    .select(["id", "manifest_key"])
    .where("website_id", "=", websiteId)
    .where("manifest_key", "is not", null)
    .execute();
  for (const { id, manifest_key: key } of releases) {
    if (key) await store.remove(key);
    const set = { manifest_key: null, release_path: null, is_kept: false };
    await db.updateTable("deployments").set(set).where("id", "=", id).execute();
  }
  await removeBackups({ db, store }, websiteId);
}

async function finish(tx: Tx, site: WebsiteRow, now: Date): Promise<Removal> {
  const deleted = await tx
    .updateTable("websites")
    .set({ status: "deleted", deleted_at: now, ftp_password_encrypted: null })
    .where("id", "=", site.id)
    .where("status", "=", "deleting")
    .returning("id")
    .executeTakeFirst();
  if (!deleted) return { outcome: "nothing-to-do" };
  await tx
    .updateTable("website_domains")
    .set({ status: "removed", removed_at: now })
    .where("website_id", "=", site.id)
    .where("status", "<>", "removed")
    .execute();
  await recordWebsite(tx, { id: site.id, orderId: site.order_id }, "website-deleted", {}, now);
  return { outcome: "deleted" };
}

async function askAboutMark(db: Db, site: WebsiteRow): Promise<void> {
  await askForAttention(db, {
    kind: "removal-not-ours",
    subject: site.id,
    detail: { host: site.host },
    userId: site.user_id,
    orderId: site.order_id,
  });
}
