import type { UploadStore } from "#app/adapters/storage/storage.server.ts";
import { record, SYSTEM } from "#app/domain/audit/audit.server.ts";
import type { Db } from "#db/client.ts";
import { sweepArrivals } from "./arrivals-finish.server.ts";

const HOUR = 60 * 60 * 1000;
/** No upload and no packing takes longer than this. */
const STALE_AFTER = 24 * HOUR;
const REFUSED_KEPT = 7 * 24 * HOUR;
const BATCH = 500;
/** How far the books had come: no upload, and no row names it. */
const MARKS = "marks/";

/**
 * Takes away what nobody will ask for again: half-written files and files no row names, a day old; archives half
 * sent and untouched for a day; refused archives after seven days. Returns how many files went. Safe to run at any time.
 */
export async function sweepLeftovers(
  { db, store }: { db: Db; store: UploadStore },
  now: Date,
): Promise<{ removedFiles: number }> {
  const refused = await removeRefused({ db, store }, now);
  const halfSent = await sweepArrivals({ db, store }, new Date(now.getTime() - STALE_AFTER));
  let unnamed = 0;
  let batch: string[] = [];
  for await (const { key, modifiedAt } of store.list()) {
    if (key.startsWith(MARKS) || now.getTime() - modifiedAt.getTime() < STALE_AFTER) continue;
    batch.push(key);
    if (batch.length < BATCH) continue;
    unnamed += await removeUnnamed({ db, store }, batch);
    batch = [];
  }
  unnamed += await removeUnnamed({ db, store }, batch);
  return { removedFiles: refused + halfSent + unnamed };
}

async function removeRefused({ db, store }: { db: Db; store: UploadStore }, now: Date): Promise<number> {
  const rows = await db
    .selectFrom("uploads")
    .select(["id", "storage_key"])
    .where("status", "=", "refused")
    .where("created_at", "<", new Date(now.getTime() - REFUSED_KEPT))
    .limit(BATCH)
    .execute();
  for (const { id, storage_key } of rows) {
    // the file first: a row without a file is found again, a file without a row is swept
    await store.remove(storage_key);
    await db.transaction().execute(async (tx) => {
      await tx.updateTable("uploads").set({ status: "removed" }).where("id", "=", id).execute();
      await record(tx, { ...SYSTEM, subjectType: "upload", subjectId: id, event: "upload-removed", now });
    });
  }
  return rows.length;
}

async function removeUnnamed({ db, store }: { db: Db; store: UploadStore }, keys: string[]): Promise<number> {
  if (keys.length === 0) return 0;
  const uploads = await db
    .selectFrom("uploads")
    .select("storage_key as key")
    .where("storage_key", "in", keys)
    .where("status", "<>", "removed")
    .execute();
  const manifests = await db
    .selectFrom("deployments")
    .select("manifest_key as key")
    .where("manifest_key", "in", keys)
    .execute();
  const exports = await db
    .selectFrom("site_exports")
    .select("storage_key as key")
    .where("storage_key", "in", keys)
    .execute();
  const parts = await db
    .selectFrom("arrival_chunks")
    .select("storage_key as key")
    .where("storage_key", "in", keys)
    .execute();
  const proofs = await db
    .selectFrom("refunds")
    .select("proof_key as key")
    .where("proof_key", "in", keys)
    .execute();
  const backups = await db
    .selectFrom("backups")
    .select("storage_key as key")
    .where("storage_key", "in", keys)
    .execute();
  const rows = [uploads, manifests, exports, parts, proofs, backups].flat();
  const named = new Set(rows.map(({ key }) => key));
  const unnamed = keys.filter((key) => !named.has(key));
  for (const key of unnamed) await store.remove(key);
  return unnamed.length;
}
