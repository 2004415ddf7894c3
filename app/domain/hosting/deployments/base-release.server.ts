import type { UploadStore } from "#app/adapters/storage/storage.server.ts";
import type { Db } from "#db/client.ts";
import { type ManifestEntry, readManifest } from "../archives/archive-manifest.server.ts";
import type { WebsiteRow } from "../websites/websites.server.ts";
import { foldersOf } from "./carried-assets.ts";
import type { DeploymentRow } from "./deploy-trace.server.ts";

/** A release that is there, with every file its manifest names; `bytes` is their sum. */
export type BaseRelease = { deployment: DeploymentRow; files: Map<string, ManifestEntry>; bytes: number };

/**
 * The release of this website that a new one may draw on, by its deployment: the live one, or `id`. Null when there is
 * none, or nothing may be copied from it.
 */
export async function findBase(
  { db, store }: { db: Db; store: UploadStore },
  website: WebsiteRow,
  id = website.live_deployment_id,
): Promise<DeploymentRow | null> {
  if (!id) return null;
  // The panel copies as root and follows links, which programs of the site may have left behind.
  if (website.php_used_at !== null) return null;
  const row = await db
    .selectFrom("deployments")
    .selectAll()
    .where("id", "=", id)
    .where("website_id", "=", website.id)
    .executeTakeFirst();
  if (!row?.release_path || !row.manifest_key || (await store.size(row.manifest_key)) === null) return null;
  return row;
}

/** What is in a release that `findBase` found, as its manifest says. */
export async function readBase(
  { store }: { store: UploadStore },
  deployment: DeploymentRow,
): Promise<BaseRelease> {
  const files = new Map<string, ManifestEntry>();
  let bytes = 0;
  for await (const file of readManifest({ store }, deployment.manifest_key ?? "", { withCarried: true })) {
    files.set(file.path, file);
    bytes += file.size;
  }
  return { deployment, files, bytes };
}

/** Files of the base that the new release does not have, and folders that are empty without them, the deepest first. */
export async function leftOvers(
  { store }: { store: UploadStore },
  { base, manifestKey }: { base: BaseRelease; manifestKey: string },
): Promise<{ files: string[]; folders: string[] }> {
  const files = new Set(base.files.keys());
  const kept = new Set<string>();
  for await (const { path } of readManifest({ store }, manifestKey, { withCarried: true })) {
    files.delete(path);
    for (const folder of foldersOf(path)) kept.add(folder);
  }
  const emptied = new Set<string>();
  for (const path of files) for (const folder of foldersOf(path)) if (!kept.has(folder)) emptied.add(folder);
  return { files: [...files], folders: [...emptied].sort((a, b) => b.length - a.length) };
}
