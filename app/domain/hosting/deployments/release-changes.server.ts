import { readManifest } from "../archives/archive-manifest.server.ts";
import { keysOf, type Run } from "./deploy-steps.server.ts";

/** How many paths of each kind are kept to be shown. */
const changesShown = 200;

/** The first paths of each kind, in the order of the archive. */
export type Changes = { added: string[]; changed: string[]; removed: string[] };

/**
 * Notes what the packed release adds, changes and takes away against the one that is live now; without one, everything
 * is added. Run again it replaces the note.
 */
export async function noteChanges({ db, store, deployment, website }: Run): Promise<void> {
  const live = await db
    .selectFrom("deployments")
    .select(["id", "manifest_key"])
    .where("id", "=", website.live_deployment_id ?? deployment.id)
    .executeTakeFirstOrThrow();
  const compared = live.id === deployment.id || live.manifest_key === null ? null : live.id;
  const before = new Map<string, string>();
  if (compared) {
    for await (const file of readManifest({ store }, live.manifest_key ?? "")) {
      before.set(file.path, file.sha256);
    }
  }
  const counts = { added: 0, changed: 0, removed: 0 };
  const changes: Changes = { added: [], changed: [], removed: [] };
  const note = (kind: keyof Changes, path: string) => {
    counts[kind]++;
    if (changes[kind].length < changesShown) changes[kind].push(path);
  };
  for await (const file of readManifest({ store }, keysOf(deployment.id).manifestKey)) {
    const old = before.get(file.path);
    if (old === undefined) note("added", file.path);
    else if (old !== file.sha256) note("changed", file.path);
    before.delete(file.path);
  }
  for (const path of before.keys()) note("removed", path);
  await db
    .updateTable("deployments")
    .set({
      compared_with: compared,
      files_added: counts.added,
      files_changed: counts.changed,
      files_removed: counts.removed,
      changes: JSON.stringify(changes),
    })
    .where("id", "=", deployment.id)
    .execute();
}
