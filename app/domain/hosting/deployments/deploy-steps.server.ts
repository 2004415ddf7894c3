import type { Selectable } from "kysely";
import type { FileTransfer } from "#app/adapters/ftp/ftp.server.ts";
import type { UploadStore } from "#app/adapters/storage/storage.server.ts";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import type { Db } from "#db/client.ts";
import type { Plans, Uploads } from "#db/schema.ts";
import { exportAccount } from "../endings/export-account.server.ts";
import { type AtServer, ftpOf, type TransferTo } from "../servers/servers.server.ts";
import { heldBesideReleases } from "../websites/disk.server.ts";
import { keptFolders } from "../websites/kept-folders.server.ts";
import type { WebsiteRow } from "../websites/websites.server.ts";
import { findBase } from "./base-release.server.ts";
import { hasDisagreed } from "./deploy-delta.server.ts";
import { DeployFailed } from "./deploy-failures.ts";
import { packDifference } from "./deploy-packing.server.ts";
import { type DeploymentRow, detailOf, noteProgress, type StepDetail } from "./deploy-trace.server.ts";
import { takePackedAhead } from "./packed-ahead.server.ts";
import { inboxAccount, inboxOf, needsOwnAccount } from "./transfer-account.server.ts";

export type Patience = {
  extractionMs: number;
  probeMs: number;
  /** Pauses before a step whose panel did not answer is begun again. */
  pausesMs?: number[];
};

/** Everything one step may touch. */
export type Run = {
  db: Db;
  store: UploadStore;
  vault: Vault;
  transferTo: TransferTo;
  patience?: Patience;
  deployment: DeploymentRow;
  website: WebsiteRow;
  plan: Selectable<Plans>;
  upload: Selectable<Uploads> | null;
  at: AtServer;
  now: () => Date;
};

/** checking: the upload is still there, whole and accepted, and the site can take it. */
export async function check({ upload, website, store }: Run): Promise<StepDetail> {
  if (website.status !== "active") throw new DeployFailed("site-not-active");
  if (!upload) throw new DeployFailed("upload-gone");
  if (upload.status === "removed") throw new DeployFailed("upload-gone");
  if (upload.status !== "accepted" || upload.root === null) throw new DeployFailed("upload-not-accepted");
  if ((await store.size(upload.storage_key)) !== upload.size_bytes) throw new DeployFailed("upload-gone");
  return { bytes: upload.size_bytes };
}

/** packing: our own clean archive and its manifest, in the store. Again: both are replaced. */
export async function pack(run: Run): Promise<StepDetail> {
  const { db, store, upload, plan, deployment, website, at } = run;
  if (!upload || upload.root === null) throw new DeployFailed("upload-gone");
  const { archiveKey, manifestKey } = keysOf(deployment.id);
  // what was sent of it before is another archive, not the beginning of this one
  const isAgain = await hasDisagreed(db, deployment.id);
  if (isAgain) await (await inboxAccount(run, at)).remove(`/${deployment.id}.zip`);
  const without = (await keptFolders(db, website.id)).map(({ name }) => name);
  // meanwhile; only waited for once the packing is over, so that no other try packs beside it
  const measuring = heldBesideReleases(db, at.panel, { website, deploymentId: deployment.id });
  measuring.catch(() => undefined);
  const mayDraw = website.live_deployment_id !== deployment.id && !isAgain;
  const base = mayDraw ? await findBase(run, website) : null;
  const ingredients = { upload, root: upload.root, plan, without, base };
  const target = { archiveKey, manifestKey, packedAt: deployment.created_at };
  const { packed, plan: made } =
    (await takePackedAhead(run, ingredients, target, run.now())) ??
    (await packDifference(run, ingredients, target, run.now()));
  const { fileCount, totalBytes, sentinel, leftOut } = packed;
  const needs = (await measuring) + totalBytes;
  if (needs > plan.disk_bytes) {
    const detail = { needs, adds: totalBytes, allowed: plan.disk_bytes };
    throw new DeployFailed("disk-full", detail);
  }
  await db
    .updateTable("deployments")
    .set({
      manifest_key: manifestKey,
      file_count: fileCount,
      total_bytes: totalBytes - sentinelBytes(sentinel),
      release_path: `/releases/${deployment.id}`,
    })
    .where("id", "=", deployment.id)
    .execute();
  const archiveBytes = (await store.size(archiveKey)) ?? 0;
  return { files: fileCount, bytes: totalBytes, archiveBytes, sentinel, leftOut, ...made };
}

/** transferring: the archive to our inbox on the server, continued where an earlier try was cut. */
export async function transfer(run: Run): Promise<StepDetail> {
  const { db, store, deployment, at } = run;
  const { archiveKey } = keysOf(deployment.id);
  const bytes = await store.size(archiveKey);
  if (bytes === null) throw new DeployFailed("upload-gone");
  const [inbox] = await Promise.all([
    inboxAccount(run, at),
    // Made over FTP the folder belongs to the site's own user, as everything else in it.
    siteAccount(run).makeFolder("/releases"),
  ]);
  let toldAt = 0;
  const { tries } = await inbox.send(store.path(archiveKey), `/${deployment.id}.zip`, (sent) => {
    if (Date.now() - toldAt < 1_000) return;
    toldAt = Date.now();
    noteProgress(db, deployment.id, "transferring", { sent, bytes }).catch(() => undefined);
  });
  return { bytes, connections: tries };
}

/** The names of a deployment's files in the store. */
export function keysOf(deploymentId: string) {
  return { archiveKey: `releases/${deploymentId}.zip`, manifestKey: `releases/${deploymentId}.jsonl` };
}

/** Where its archive and its release are on the server. */
export function placesOf({ at, website, deployment }: Pick<Run, "at" | "website" | "deployment">) {
  return {
    archive: `${inboxOf(at.server.sites_root)}/${deployment.id}.zip`,
    release: `${website.site_path}/releases/${deployment.id}`,
  };
}

/** The customer's own FTP account, or ours in the same folder: what it reads is what the site's user may read. */
export function siteAccount({ at, vault, website, transferTo }: Run): FileTransfer {
  if (needsOwnAccount(website)) return exportAccount({ transferTo, vault }, at.server, website);
  if (!website.ftp_user || !website.ftp_password_encrypted) throw new DeployFailed("site-not-active");
  const password = vault.open(website.ftp_password_encrypted);
  return transferTo(ftpOf(at.server, { user: website.ftp_user, password }));
}

/** The archive's last entry, whose name nobody can guess: it holds its own name and a line end. */
export async function sentinelOf({ db, deployment }: Pick<Run, "db" | "deployment">): Promise<string> {
  const detail = await detailOf(db, deployment.id, "packing");
  if (!detail?.sentinel) throw new Error(`Deployment ${deployment.id} was never packed`);
  return String(detail.sentinel);
}

export function sentinelBytes(sentinel: string): number {
  return Buffer.byteLength(sentinel) + 1;
}
