import { isPassing, PanelRefused } from "#app/adapters/aapanel/errors.ts";
import type { Db } from "#db/client.ts";
import { type ManifestEntry, readManifest } from "../archives/archive-manifest.server.ts";
import { type Packed, packRelease, TooManyChanges } from "../archives/repack.server.ts";
import { isKept } from "../websites/kept-folder-names.ts";
import { chooseCarried, foldersOf } from "./carried-assets.ts";
import type { DeployStep } from "./deploy-status.ts";
import { placesOf, type Run, siteAccount } from "./deploy-steps.server.ts";
import { type DeploymentRow, detailOf, moveDeployment, type StepDetail } from "./deploy-trace.server.ts";

/** More to delete one by one than this, and the whole is sent. */
const mostGone = 2_000;

/** The release before is not what we know of it, or its copy came out wrong: the whole is sent instead. */
export class DeltaDisagrees extends Error {
  override name = "DeltaDisagrees";
}

type BaseRelease = { deployment: DeploymentRow; files: Map<string, ManifestEntry>; bytes: number };

/** How a release is put together on the server; noted by the packing step. */
export type Plan = {
  /** The deployment whose release is drawn on, or null when everything comes from the archive. */
  baseId: string | null;
  /** Whether all of that release is copied first, or only what is carried over. */
  isDelta: boolean;
  carriedFiles: number;
  carriedBytes: number;
};

/** Packs what has to travel: what differs from the live release, or everything. See `packRelease`. */
export async function packDifference(
  run: Run,
  upload: Parameters<typeof packRelease>[1],
  target: Parameters<typeof packRelease>[2],
  limits: Parameters<typeof packRelease>[3],
): Promise<{ packed: Packed; plan: StepDetail }> {
  const base = await findBase(run);
  if (!base) return { packed: await packRelease(run, upload, target, limits), plan: {} };
  const carry = (own: ReadonlySet<string>) =>
    chooseCarried(base.files.values(), own, run.now()).filter(
      ({ path }) => !isKept(path, upload.without ?? []),
    );
  const note = (packed: Packed, isDelta: boolean) => ({
    packed,
    plan: {
      base: base.deployment.id,
      isDelta: isDelta ? 1 : 0,
      sentFiles: packed.sentFiles,
      sentBytes: packed.sentBytes,
      carriedFiles: packed.carried.length,
      carriedBytes: packed.carried.reduce((sum, { size }) => sum + size, 0),
    },
  });
  try {
    const options = { base: { files: base.files, mostBytes: base.bytes / 2 }, carry };
    const packed = await packRelease(run, upload, target, limits, options);
    if (!packed.isDelta) return note(packed, false);
    const { files } = await leftOvers(run, { base, manifestKey: target.manifestKey });
    if (files.length <= mostGone) return note(packed, true);
  } catch (error) {
    if (!(error instanceof TooManyChanges)) throw error;
  }
  return note(await packRelease(run, upload, target, limits, { carry }), false);
}

/** The live release with its manifest; null when there is none, or it did not agree in an earlier try. */
async function findBase(run: Run, id = run.website.live_deployment_id): Promise<BaseRelease | null> {
  const { db, store, website, deployment } = run;
  if (!id || id === deployment.id || (await hasDisagreed(db, deployment.id))) return null;
  // The panel copies as root and follows links, which programs of the site may have left behind.
  if (website.php_used_at !== null) return null;
  const row = await db
    .selectFrom("deployments")
    .selectAll()
    .where("id", "=", id)
    .where("website_id", "=", website.id)
    .executeTakeFirst();
  if (!row?.release_path || !row.manifest_key || (await store.size(row.manifest_key)) === null) return null;
  const files = new Map<string, ManifestEntry>();
  let bytes = 0;
  for await (const file of readManifest({ store }, row.manifest_key, { withCarried: true })) {
    files.set(file.path, file);
    bytes += file.size;
  }
  return { deployment: row, files, bytes };
}

/** Whether this deployment began with a copy that did not agree. */
export async function hasDisagreed(db: Db, deploymentId: string): Promise<boolean> {
  const rows = await db
    .selectFrom("deployment_steps")
    .select("detail")
    .where("deployment_id", "=", deploymentId)
    .execute();
  return rows.some(({ detail }) => typeof detail === "object" && detail !== null && "disagreed" in detail);
}

/** What the packing step decided. */
export async function planOf({ db, deployment }: Pick<Run, "db" | "deployment">): Promise<Plan> {
  const detail = (await detailOf(db, deployment.id, "packing")) ?? {};
  const carriedFiles = Number(detail.carriedFiles ?? 0);
  const isDelta = detail.isDelta === 1;
  const baseId = isDelta || carriedFiles > 0 ? String(detail.base) : null;
  return { baseId, isDelta, carriedFiles, carriedBytes: Number(detail.carriedBytes ?? 0) };
}

/**
 * Makes the new folder a copy of the release before, without what the new one no longer has. Only a folder that is
 * exactly as large as its manifest says is copied. Whatever stood under the new name is removed first.
 */
export async function copyBase(run: Run, baseId: string): Promise<void> {
  const { panel, write } = run.at;
  const base = await findBase(run, baseId);
  if (!base) throw new DeltaDisagrees("release-gone");
  const from = placesOf({ ...run, deployment: base.deployment }).release;
  const { release } = placesOf(run);
  const own = (await panel.fileSize(`${from}/.user.ini`)) ?? 0;
  if ((await panel.folderSize(from)) !== base.bytes + own) throw new DeltaDisagrees("release-changed");
  await asDelta(() =>
    write(async () => {
      await panel.deleteFolder(release);
      await panel.copyFolder(from, release);
    }),
  );
  const { files, folders } = await leftOvers(run, { base, manifestKey: run.deployment.manifest_key ?? "" });
  // the panel's own file comes along as an ordinary one; the switch puts the real one there
  const at = (path: string) => `${run.deployment.release_path}/${path}`;
  await siteAccount(run).removeAll({ files: [".user.ini", ...files].map(at), folders: folders.map(at) });
}

/** Adds what is carried over from the release before to one that was sent whole. */
export async function copyCarried(run: Run, baseId: string): Promise<void> {
  const { panel, write } = run.at;
  const base = await findBase(run, baseId);
  if (!base) throw new DeltaDisagrees("release-gone");
  const from = placesOf({ ...run, deployment: base.deployment }).release;
  const { release } = placesOf(run);
  const account = siteAccount(run);
  const made = new Set<string>();
  const manifest = readManifest(run, run.deployment.manifest_key ?? "", { withCarried: true });
  for await (const { path, carried } of manifest) {
    if (!carried) continue;
    const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    // over FTP, so that it belongs to the site's own user
    if (folder && !made.has(folder)) await account.makeFolder(`${run.deployment.release_path}/${folder}`);
    made.add(folder);
    await asDelta(() => write(() => panel.copyFile(`${from}/${path}`, `${release}/${path}`)));
  }
}

/** Files of the base that the new release does not have, and folders that are empty without them, the deepest first. */
async function leftOvers(run: Run, { base, manifestKey }: { base: BaseRelease; manifestKey: string }) {
  const files = new Set(base.files.keys());
  const kept = new Set<string>();
  for await (const { path } of readManifest(run, manifestKey, { withCarried: true })) {
    files.delete(path);
    for (const folder of foldersOf(path)) kept.add(folder);
  }
  const emptied = new Set<string>();
  for (const path of files) for (const folder of foldersOf(path)) if (!kept.has(folder)) emptied.add(folder);
  return { files: [...files], folders: [...emptied].sort((a, b) => b.length - a.length) };
}

async function asDelta(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isPassing(error) || !(error instanceof PanelRefused)) throw error;
    throw new DeltaDisagrees(error.message.slice(0, 200), { cause: error });
  }
}

/** Back to packing, everything this time; the step's row says why. */
export async function startOver(
  db: Db,
  deployment: DeploymentRow,
  { step, reason, now }: { step: DeployStep; reason: string; now: Date },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable("deployment_steps")
      .set({ outcome: "interrupted", finished_at: now, detail: JSON.stringify({ disagreed: reason }) })
      .where("deployment_id", "=", deployment.id)
      .where("step", "=", step)
      .where("finished_at", "is", null)
      .execute();
    await moveDeployment(tx, deployment.id, { from: step, to: "packing" });
  });
}
