import type { Selectable } from "kysely";
import type { UploadStore } from "#app/adapters/storage/storage.server.ts";
import type { Plans, Uploads } from "#db/schema.ts";
import { type Packed, packRelease, TooManyChanges } from "../archives/repack.server.ts";
import { isKept } from "../websites/kept-folder-names.ts";
import { leftOvers, readBase } from "./base-release.server.ts";
import { chooseCarried } from "./carried-assets.ts";
import type { DeploymentRow, StepDetail } from "./deploy-trace.server.ts";

/** More to delete one by one than this, and the whole is sent. */
const mostGone = 2_000;

/** What a release is made of. */
export type Ingredients = {
  upload: Pick<Selectable<Uploads>, "id" | "storage_key" | "format">;
  root: string;
  /** Names of the folders which the site keeps itself. */
  without: string[];
  plan: Pick<Selectable<Plans>, "unpacked_bytes" | "max_files">;
  /** The deployment whose release it may draw on. */
  base: DeploymentRow | null;
};
/** Where it goes: two keys of the store, and the date of its files. */
export type Target = Parameters<typeof packRelease>[2];
export type Made = { packed: Packed; plan: StepDetail };

/**
 * Packs what has to travel: what differs from the release before, or everything; and how it is put together on the
 * server, as the packing step notes it. See `packRelease`, also for what happens if it runs twice.
 */
export async function packDifference(
  deps: { store: UploadStore },
  ingredients: Ingredients,
  target: Target,
  now: Date,
): Promise<Made> {
  const { root, without, plan } = ingredients;
  const upload = {
    uploadKey: ingredients.upload.storage_key,
    format: ingredients.upload.format,
    root,
    without,
  };
  const limits = { unpackedBytes: plan.unpacked_bytes, maxFiles: plan.max_files };
  if (!ingredients.base) return { packed: await packRelease(deps, upload, target, limits), plan: {} };
  const base = await readBase(deps, ingredients.base);
  const carry = (own: ReadonlySet<string>) =>
    chooseCarried(base.files.values(), own, now).filter(({ path }) => !isKept(path, without));
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
    const packed = await packRelease(deps, upload, target, limits, options);
    if (!packed.isDelta) return note(packed, false);
    const { files } = await leftOvers(deps, { base, manifestKey: target.manifestKey });
    if (files.length <= mostGone) return note(packed, true);
  } catch (error) {
    if (!(error instanceof TooManyChanges)) throw error;
  }
  return note(await packRelease(deps, upload, target, limits, { carry }), false);
}
