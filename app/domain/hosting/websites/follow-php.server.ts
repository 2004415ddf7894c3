import { isPassing } from "#app/adapters/aapanel/errors.ts";
import type { HostingPanel } from "#app/adapters/aapanel/hosting-panel.ts";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import { askForAttention } from "#app/domain/attention/attention.server.ts";
import type { Db, Tx } from "#db/client.ts";
import { aloneOrLater } from "../servers/panel-writer.server.ts";
import { type AtServer, type PanelOf, withPanel } from "../servers/servers.server.ts";
import { phpJob } from "./php.server.ts";
import { isGuarded } from "./php-guard.server.ts";
import { recordWebsite, type WebsiteRow } from "./websites.server.ts";

type Deps = { db: Db; panelOf: PanelOf; vault: Vault };
export type Following = { outcome: "followed" | "kept" | "changed-meanwhile" | "waits" | "nothing-to-do" };

/** A deployment of the site is under way: looked at again after this. */
const WAIT_MS = 15_000;

/**
 * Makes the server follow what the owner wants of PHP: alone at this website, and alone on the server. Which versions
 * there are is asked right before one is set, because the panel takes any and a missing one breaks the web server for
 * everybody. When the wish cannot come true the site keeps what it has, and its row says why. Run twice it changes
 * nothing more; when the panel fails it throws, and the job tries again.
 */
export async function followPhp(
  deps: Deps,
  { websiteId }: { websiteId: string },
  now: Date,
): Promise<Following> {
  const { server_id: serverId, php_changing_at: since, status } = await read(deps.db, websiteId);
  if (!serverId || !since || !["active", "suspended"].includes(status)) return { outcome: "nothing-to-do" };
  const later = phpJob(websiteId, new Date(now.getTime() + WAIT_MS));
  return aloneOrLater(deps.db, websiteId, later, () =>
    withPanel(deps, serverId, now, (at) => at.write(() => bringAbout(deps.db, at, websiteId, now))),
  );
}

async function bringAbout(db: Db, at: AtServer, websiteId: string, now: Date): Promise<Following> {
  // Decided anew while we waited for our turn: the newest decision counts.
  const site = await read(db, websiteId);
  const { host, php_wanted: wanted } = site;
  const made = await at.panel.findSite(host);
  if (!made) throw new Error(`the panel shows no site for ${host}`);
  const before = await at.panel.phpVersionOf(host);
  if (wanted !== null) {
    const problem = await hindrance(at, site, made.id);
    if (problem) return db.transaction().execute((tx) => keepAsItWas(tx, site, { problem, before, now }));
  }
  if (before !== wanted) {
    await at.panel.setPhpVersion(host, wanted).catch(passLater);
    if (wanted !== null && !(await at.panel.phpVersions()).includes(wanted)) {
      // Taken from the server in this very moment: left like this, no site on it could be changed any more.
      await putBack(at.panel, host, before);
      const problem = "version-gone";
      return db.transaction().execute((tx) => keepAsItWas(tx, site, { problem, before, now }));
    }
  }
  if ((await at.panel.phpVersionOf(host)) !== wanted) {
    throw new Error(`${host} is not set to PHP ${wanted ?? "off"} yet: the panel shows otherwise`);
  }
  return db.transaction().execute((tx) => noteFollowed(tx, site, now));
}

type Problem = NonNullable<WebsiteRow["php_problem"]>;

/** Why a version cannot be set, asked of the server in the moment before it would be. */
async function hindrance(
  { panel, server }: AtServer,
  site: WebsiteRow,
  siteId: number,
): Promise<Problem | null> {
  if (!server.allows_php && site.php_version === null) return "not-allowed";
  if ((await panel.folderBindings(siteId)).length > 0) return "draft-open";
  if (!(await isGuarded(panel, site.site_path ?? "", await panel.runPath(siteId)))) return "not-guarded";
  return (await panel.phpVersions()).includes(site.php_wanted ?? "") ? null : "version-gone";
}

async function putBack(panel: HostingPanel, host: string, before: string | null): Promise<void> {
  const isThere = before !== null && (await panel.phpVersions()).includes(before);
  const version = isThere ? before : null;
  await panel.setPhpVersion(host, version).catch(passLater);
  if ((await panel.phpVersionOf(host)) !== version) throw new Error(`${host} keeps a PHP that is gone`);
}

async function keepAsItWas(
  tx: Tx,
  site: WebsiteRow,
  { problem, before, now }: { problem: Problem; before: string | null; now: Date },
): Promise<Following> {
  const set = { php_wanted: before, php_version: before, php_changing_at: null, php_problem: problem };
  if (!(await update(tx, site, set))) return { outcome: "changed-meanwhile" };
  const about = { id: site.id, orderId: site.order_id };
  await recordWebsite(tx, about, "php-kept", { problem, version: site.php_wanted }, now);
  if (problem === "not-guarded") {
    await askForAttention(tx, { kind: "php-unguarded", subject: site.id, detail: { host: site.host } });
  }
  return { outcome: "kept" };
}

async function noteFollowed(tx: Tx, site: WebsiteRow, now: Date): Promise<Following> {
  const set = { php_version: site.php_wanted, php_changing_at: null, php_problem: null };
  if (!(await update(tx, site, set))) return { outcome: "changed-meanwhile" };
  const version = site.php_wanted ?? "static";
  await recordWebsite(tx, { id: site.id, orderId: site.order_id }, "php-set", { version }, now);
  return { outcome: "followed" };
}

type Change = Partial<Pick<WebsiteRow, "php_wanted" | "php_version" | "php_changing_at" | "php_problem">>;

/** Whether the wish was still the same when what came of it was written down; else the next job follows that one. */
async function update(tx: Tx, site: WebsiteRow, set: Change): Promise<boolean> {
  const changed = await tx
    .updateTable("websites")
    .set(set)
    .where("id", "=", site.id)
    .where("php_wanted", "is not distinct from", site.php_wanted)
    .where("php_changing_at", "is not distinct from", site.php_changing_at)
    .returning("id")
    .executeTakeFirst();
  return changed !== undefined;
}

function read(db: Db, websiteId: string): Promise<WebsiteRow> {
  return db.selectFrom("websites").selectAll().where("id", "=", websiteId).executeTakeFirstOrThrow();
}

/** An answer may be lost after the work was done: what the panel shows next is what counts. */
function passLater(error: unknown): void {
  if (!isPassing(error)) throw error;
}
