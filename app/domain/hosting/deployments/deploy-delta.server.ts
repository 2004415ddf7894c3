import { isPassing, PanelRefused } from "#app/adapters/aapanel/errors.ts";
import type { Db } from "#db/client.ts";
import { readManifest } from "../archives/archive-manifest.server.ts";
import { findBase, leftOvers, readBase } from "./base-release.server.ts";
import type { DeployStep } from "./deploy-status.ts";
import { placesOf, type Run, siteAccount } from "./deploy-steps.server.ts";
import { type DeploymentRow, detailOf, moveDeployment } from "./deploy-trace.server.ts";

/** The release before is not what we know of it, or its copy came out wrong: the whole is sent instead. */
export class DeltaDisagrees extends Error {
  override name = "DeltaDisagrees";
}

/** How a release is put together on the server; noted by the packing step. */
export type Plan = {
  /** The deployment whose release is drawn on, or null when everything comes from the archive. */
  baseId: string | null;
  /** Whether all of that release is copied first, or only what is carried over. */
  isDelta: boolean;
  carriedFiles: number;
  carriedBytes: number;
};

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
  const { from, row } = await baseOf(run, baseId);
  const base = await readBase(run, row);
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
  const { from } = await baseOf(run, baseId);
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

async function baseOf(run: Run, baseId: string) {
  const row = await findBase(run, run.website, baseId);
  if (!row) throw new DeltaDisagrees("release-gone");
  return { row, from: placesOf({ ...run, deployment: row }).release };
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
