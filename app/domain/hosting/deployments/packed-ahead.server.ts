import { randomBytes } from "node:crypto";
import { z } from "zod";
import { StorageFull, type UploadStore } from "#app/adapters/storage/storage.server.ts";
import type { Db } from "#db/client.ts";
import { ArchiveRefused } from "../archives/archives.ts";
import { keptFolders } from "../websites/kept-folders.server.ts";
import { sitePlan } from "../websites/site-plan.server.ts";
import { findBase } from "./base-release.server.ts";
import { type Ingredients, type Made, packDifference, type Target } from "./deploy-packing.server.ts";

/** What was packed, of what, and where it lies. Written last: without it there is nothing. */
const Note = z.object({
  of: z.string(),
  at: z.iso.datetime(),
  archiveKey: z.string(),
  archiveBytes: z.number().int(),
  manifestKey: z.string(),
  packed: z.object({
    fileCount: z.number().int(),
    totalBytes: z.number().int(),
    sentinel: z.string(),
    leftOut: z.number().int(),
  }),
  plan: z.record(z.string(), z.union([z.string(), z.number()])),
});
type Ready = z.infer<typeof Note>;

/** Long before it is swept: what a deployment took over must not go away under it. */
const keptMs = 12 * 60 * 60 * 1000;

type Touches = { db: Db; store: UploadStore };

/**
 * Packs an accepted upload as a deployment of it would now, so that the one who asks for it after a look at the page need
 * not wait. Nothing is lost when it does not get done, or what it was made of changes: the deployment packs itself then.
 * Nobody names its files in the database, so what is not used is swept after a day. Run again it does nothing, or
 * replaces what does not fit any longer.
 */
export async function packAhead(
  { db, store }: Touches,
  { uploadId }: { uploadId: string },
  now: Date,
): Promise<{ outcome: "packed" | "not-now" | "nothing-to-do" }> {
  const ingredients = await gather({ db, store }, uploadId);
  if (!ingredients) return { outcome: "nothing-to-do" };
  const of = fingerprint(ingredients);
  const before = await readNote(store, uploadId);
  if (before?.of === of && isFresh(before, now)) return { outcome: "nothing-to-do" };
  // of its own each time: two at once do not mix
  const name = `ahead/${uploadId}-${randomBytes(6).toString("hex")}`;
  const target = { archiveKey: `${name}.zip`, manifestKey: `${name}.jsonl`, packedAt: now };
  try {
    const { packed, plan } = await packDifference({ store }, ingredients, target, now);
    const { archiveKey, manifestKey } = target;
    const archiveBytes = (await store.size(archiveKey)) ?? 0;
    const note = { of, at: now.toISOString(), archiveKey, archiveBytes, manifestKey, packed, plan };
    await writeNote(store, uploadId, note);
  } catch (error) {
    if (error instanceof ArchiveRefused || error instanceof StorageFull) return { outcome: "not-now" };
    throw error;
  }
  if (before) await removeFiles(store, before);
  return { outcome: "packed" };
}

/**
 * Hands what was packed ahead to a deployment made of the same, under the keys of `target`; null when there is nothing
 * that fits. It can be taken once.
 */
export async function takePackedAhead(
  { store }: { store: UploadStore },
  ingredients: Ingredients,
  { archiveKey, manifestKey }: Target,
  now: Date,
): Promise<(Pick<Made, "plan"> & { packed: Ready["packed"] }) | null> {
  const { id: uploadId } = ingredients.upload;
  const ready = await readNote(store, uploadId);
  if (ready?.of !== fingerprint(ingredients) || !isFresh(ready, now)) return null;
  if ((await store.size(ready.archiveKey)) !== ready.archiveBytes) return null;
  await store.remove(noteKey(uploadId));
  const moved =
    (await store.move(ready.manifestKey, manifestKey)) && (await store.move(ready.archiveKey, archiveKey));
  return moved ? ready : null;
}

/** Forgets what was packed of an upload that goes. */
export async function dropPackedAhead(store: UploadStore, uploadId: string): Promise<void> {
  const ready = await readNote(store, uploadId);
  if (!ready) return;
  await store.remove(noteKey(uploadId));
  await removeFiles(store, ready);
}

/** Null unless a deployment of it could begin now, and nobody asked for one yet: that packs itself. */
async function gather({ db, store }: Touches, uploadId: string): Promise<Ingredients | null> {
  const upload = await db
    .selectFrom("uploads")
    .select(["id", "storage_key", "format", "root", "website_id"])
    .where("id", "=", uploadId)
    .where("status", "=", "accepted")
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom("deployments").select("id").whereRef("upload_id", "=", "uploads.id"))),
    )
    .executeTakeFirst();
  if (!upload || upload.root === null) return null;
  const website = await db
    .selectFrom("websites")
    .selectAll()
    .where("id", "=", upload.website_id)
    .where("status", "=", "active")
    .executeTakeFirst();
  if (!website) return null;
  const plan = await sitePlan(db, website);
  const without = (await keptFolders(db, website.id)).map(({ name }) => name);
  return { upload, root: upload.root, plan, without, base: await findBase({ db, store }, website) };
}

/** The same for the same ingredients. */
function fingerprint({ upload, root, without, plan, base }: Ingredients): string {
  const { unpacked_bytes, max_files } = plan;
  return JSON.stringify([
    upload.storage_key,
    root,
    without,
    unpacked_bytes,
    max_files,
    base?.manifest_key ?? null,
  ]);
}

const isFresh = ({ at }: Ready, now: Date) => now.getTime() - Date.parse(at) < keptMs;

const noteKey = (uploadId: string) => `ahead/${uploadId}.json`;

async function readNote(store: UploadStore, uploadId: string): Promise<Ready | null> {
  const key = noteKey(uploadId);
  if ((await store.size(key)) === null) return null;
  const pieces: Buffer[] = [];
  for await (const piece of store.read(key)) pieces.push(piece as Buffer);
  return Note.parse(JSON.parse(Buffer.concat(pieces).toString()));
}

async function writeNote(store: UploadStore, uploadId: string, ready: Ready): Promise<void> {
  const text = JSON.stringify(Note.parse(ready));
  await store.put(noteKey(uploadId), [Buffer.from(text)], { limitBytes: 65_536 });
}

async function removeFiles(store: UploadStore, { archiveKey, manifestKey }: Ready): Promise<void> {
  await store.remove(archiveKey);
  await store.remove(manifestKey);
}
