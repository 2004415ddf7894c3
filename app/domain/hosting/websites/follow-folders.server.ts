import { setTimeout as pause } from "node:timers/promises";
import { isPassing, PanelRefused } from "#app/adapters/aapanel/errors.ts";
import type { HostingPanel } from "#app/adapters/aapanel/hosting-panel.ts";
import type { FileTransfer } from "#app/adapters/ftp/ftp.server.ts";
import type { UploadStore } from "#app/adapters/storage/storage.server.ts";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import { askForAttention } from "#app/domain/attention/attention.server.ts";
import type { Db } from "#db/client.ts";
import { askPublicName } from "../deployments/probe.server.ts";
import { needsOwnAccount } from "../deployments/transfer-account.server.ts";
import { tlsAddressOf } from "../domains/domain-places.server.ts";
import { openExportAccount } from "../endings/export-account.server.ts";
import { aloneOrLater } from "../servers/panel-writer.server.ts";
import { type AtServer, ftpOf, type PanelOf, type TransferTo, withPanel } from "../servers/servers.server.ts";
import { KEPT_FOLDERS } from "./kept-folder-names.ts";
import { type KeptFolder, withKeptFolders } from "./kept-folder-rules.ts";
import { foldersJob, keptFolders } from "./kept-folders.server.ts";
import { mustBeNoLinks } from "./php-guard.server.ts";
import { recordWebsite, type WebsiteRow } from "./websites.server.ts";

type Deps = {
  db: Db;
  panelOf: PanelOf;
  transferTo: TransferTo;
  vault: Vault;
  store: UploadStore;
  /** How long a web server may take to answer by a new configuration, in milliseconds. */
  probeMs?: number;
};
export type FollowingFolders = {
  outcome: "followed" | "put-back" | "changed-meanwhile" | "waits" | "nothing-to-do";
};

/** A deployment of the site is under way: looked at again after this. */
const WAIT_MS = 15_000;
const PROBE_MS = 10_000;

/**
 * Makes the server follow the folders that are kept: the folders themselves over FTP, so that they belong to the site's
 * own user, and the site's rewrite file, read back and then tried under the public name. When visitors do not get what
 * they should, what stood there before is put back and staff are asked. Run twice it changes nothing more; when the
 * panel fails it throws, and the job tries again. What was not looked at to the end is looked at again, and what stood
 * there before is still known then.
 */
export async function followFolders(
  deps: Deps,
  { websiteId }: { websiteId: string },
  now: Date,
): Promise<FollowingFolders> {
  const { server_id: serverId, folders_changing_at: since, status } = await read(deps.db, websiteId);
  if (!serverId || !since || !["active", "suspended"].includes(status)) return { outcome: "nothing-to-do" };
  const later = foldersJob(websiteId, new Date(now.getTime() + WAIT_MS));
  return aloneOrLater(deps.db, websiteId, later, () =>
    withPanel(deps, serverId, now, (at) => bringAbout(deps, at, websiteId, now)),
  );
}

async function bringAbout(deps: Deps, at: AtServer, websiteId: string, now: Date): Promise<FollowingFolders> {
  const site = await read(deps.db, websiteId);
  const folders = await keptFolders(deps.db, websiteId);
  const isOn = site.suspended_reason === null && site.status === "active";
  const sitePath = site.site_path ?? "";
  const account = isOn ? await accountOf(deps, at, site) : null;
  if (account) await makeFolders(at.panel, account, { site, sitePath, folders });
  const current = await at.panel.rewriteOf(site.host);
  const before = site.folders_before ?? current;
  const after = withKeptFolders(current, { sitePath, folders, isOn });
  let problem: WebsiteRow["folders_problem"] = null;
  if (after !== before || after !== current) {
    await remember(deps.db, site, before);
    problem = await setRewrite(at, site.host, after);
    if (!problem && account && !(await isServed(deps, at, { site, folders, account })))
      problem = "not-served";
    // Refused, the panel has put it back itself; looking costs one call.
    if (problem) await setRewrite(at, site.host, before);
  }
  return note(deps.db, site, { problem, now });
}

/** Kept until `note`: a change that nobody saw the end of must not pass for one that was served. */
async function remember(db: Db, { id }: WebsiteRow, before: string): Promise<void> {
  await db.updateTable("websites").set({ folders_before: before }).where("id", "=", id).execute();
}

async function accountOf(deps: Deps, at: AtServer, site: WebsiteRow): Promise<FileTransfer> {
  if (needsOwnAccount(site) || !site.ftp_user || !site.ftp_password_encrypted) {
    return openExportAccount(deps, at, site);
  }
  const password = deps.vault.open(site.ftp_password_encrypted);
  return deps.transferTo(ftpOf(at.server, { user: site.ftp_user, password }));
}

type Making = { site: WebsiteRow; sitePath: string; folders: KeptFolder[] };

async function makeFolders(
  panel: HostingPanel,
  account: FileTransfer,
  { site, sitePath, folders }: Making,
): Promise<void> {
  for (const { name } of folders) {
    const path = `${KEPT_FOLDERS}/${name}`;
    if (site.php_used_at) await mustBeNoLinks(panel, sitePath, path);
    await account.makeFolder(path);
    if ((await panel.listFolder(`${sitePath}${path}`)) === null)
      throw new Error(`${path} did not come about`);
  }
}

/** Writes a rewrite file and believes it only when it reads back. The panel itself refuses what nginx would. */
async function setRewrite(at: AtServer, host: string, text: string): Promise<"refused" | null> {
  return at.write(async () => {
    if ((await at.panel.rewriteOf(host)) === text) return null;
    try {
      await at.panel.setRewrite(host, text).catch((error: unknown) => {
        // The answer may be lost after the work: what the panel shows decides.
        if (!isPassing(error)) throw error;
      });
    } catch (error) {
      if (error instanceof PanelRefused) return "refused";
      throw error;
    }
    if ((await at.panel.rewriteOf(host)) !== text)
      throw new Error(`the rewrite file of ${host} is not as we wrote it`);
    return null;
  });
}

type Looking = { site: WebsiteRow; folders: KeptFolder[]; account: FileTransfer };

/** Puts a file into a folder of each kind and asks for it as a visitor would. */
async function isServed(deps: Deps, at: AtServer, { site, folders, account }: Looking): Promise<boolean> {
  // The same each time: what a death left there is taken away by the next look.
  const secret = Buffer.from(deps.vault.mark("folder-probe", site.id), "base64url").toString("hex");
  const mark = `lumi-${secret.slice(0, 16)}.txt`;
  const key = `probes/${site.id}.txt`;
  const { sha256 } = await deps.store.write(key, [Buffer.from(`${mark}\n`)], { limitBytes: 1_024 });
  const tried = [folders.find((one) => one.isPublic), folders.find((one) => !one.isPublic)];
  try {
    for (const folder of tried) {
      if (!folder) continue;
      const file = `${KEPT_FOLDERS}/${folder.name}/${mark}`;
      await account.send(deps.store.path(key), file);
      const urlPath = `/${folder.name}/${mark}`;
      const isRight = await answers(deps, at, site, { urlPath, sha256, isPublic: folder.isPublic });
      await account.remove(file);
      if (!isRight) return false;
    }
    return true;
  } finally {
    await deps.store.remove(key);
  }
}

type Expected = { urlPath: string; sha256: string; isPublic: boolean };

/** The old workers may answer for a moment after a reload. */
async function answers(
  { probeMs = PROBE_MS }: Deps,
  { server }: AtServer,
  site: WebsiteRow,
  { urlPath, sha256, isPublic }: Expected,
): Promise<boolean> {
  const probe = { urlPath, entry: urlPath, sha256 };
  for (const until = Date.now() + probeMs; ; await pause(100)) {
    const found = await askPublicName(server.web_address, site.host, probe, tlsAddressOf(server));
    if (isPublic ? found.result === "same" : found.result === "different" && found.status === 404)
      return true;
    if (Date.now() > until) return false;
  }
}

async function note(
  db: Db,
  site: WebsiteRow,
  { problem, now }: { problem: WebsiteRow["folders_problem"]; now: Date },
): Promise<FollowingFolders> {
  return db.transaction().execute(async (tx) => {
    await tx.updateTable("websites").set({ folders_before: null }).where("id", "=", site.id).execute();
    const changed = await tx
      .updateTable("websites")
      .set({ folders_changing_at: null, folders_problem: problem })
      .where("id", "=", site.id)
      .where("folders_changing_at", "=", site.folders_changing_at)
      .where("suspended_reason", "is not distinct from", site.suspended_reason)
      .returning("id")
      .executeTakeFirst();
    if (!changed) return { outcome: "changed-meanwhile" };
    const about = { id: site.id, orderId: site.order_id };
    await recordWebsite(tx, about, problem ? "folders-put-back" : "folders-set", { problem }, now);
    if (!problem) return { outcome: "followed" };
    const detail = { host: site.host, problem };
    await askForAttention(tx, { kind: "folders-not-served", subject: site.id, detail });
    return { outcome: "put-back" };
  });
}

function read(db: Db, websiteId: string): Promise<WebsiteRow> {
  return db.selectFrom("websites").selectAll().where("id", "=", websiteId).executeTakeFirstOrThrow();
}
