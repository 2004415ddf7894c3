import type { UploadStore } from "#app/adapters/storage/storage.server.ts";
import { record, SYSTEM } from "#app/domain/audit/audit.server.ts";
import { enqueueAll, type Job, job } from "#app/jobs/queue.server.ts";
import type { Db } from "#db/client.ts";
import { inspectArchive } from "../archives/archives.server.ts";
import { ArchiveRefused, type Findings, type Refusal } from "../archives/archives.ts";

export type Inspection =
  | { outcome: "accepted"; findings: Findings }
  | { outcome: "refused"; refusal: Refusal }
  | { outcome: "already-inspected" };

/**
 * Reads a received archive through and notes what was found, or why it cannot be taken. Nothing is unpacked to disk.
 * Run again after it ended, it does nothing; run twice at once, both find the same and one writes.
 */
export async function inspectUpload(
  { db, store }: { db: Db; store: UploadStore },
  { uploadId }: { uploadId: string },
  now: Date,
): Promise<Inspection> {
  const upload = await db
    .selectFrom("uploads")
    .innerJoin("websites", "websites.id", "uploads.website_id")
    .innerJoin("subscriptions", "subscriptions.id", "websites.subscription_id")
    .innerJoin("plans", "plans.id", "subscriptions.plan_id")
    .select(["uploads.format", "uploads.storage_key", "uploads.size_bytes"])
    .select(["plans.max_files", "plans.unpacked_bytes"])
    .where("uploads.id", "=", uploadId)
    .where("uploads.status", "=", "received")
    .executeTakeFirst();
  if (!upload) return { outcome: "already-inspected" };
  const limits = { maxFiles: upload.max_files, unpackedBytes: upload.unpacked_bytes };
  try {
    const size = await store.size(upload.storage_key);
    if (size !== upload.size_bytes) throw new ArchiveRefused("truncated");
    const options = { limits, fileBytes: upload.size_bytes };
    const findings = await inspectArchive(store.path(upload.storage_key), upload.format, options);
    return await note(db, { uploadId, now }, { outcome: "accepted", findings });
  } catch (error) {
    if (!(error instanceof ArchiveRefused)) throw error;
    return note(db, { uploadId, now }, { outcome: "refused", refusal: error.refusal });
  }
}

/** The job that packs an upload before anybody asks to deploy it; whatever else waits goes first. */
export function packAheadJob(uploadId: string): Job {
  return job("pack-ahead", { uploadId }, { key: `pack-ahead:${uploadId}`, priority: 5 });
}

type Found = Exclude<Inspection, { outcome: "already-inspected" }>;

async function note(
  db: Db,
  { uploadId, now }: { uploadId: string; now: Date },
  found: Found,
): Promise<Inspection> {
  const isAccepted = found.outcome === "accepted";
  return db.transaction().execute(async (tx) => {
    const written = await tx
      .updateTable("uploads")
      .set({
        status: found.outcome,
        findings: JSON.stringify(isAccepted ? found.findings : found.refusal),
        root: isAccepted ? found.findings.root : null,
      })
      .where("id", "=", uploadId)
      .where("status", "=", "received")
      .executeTakeFirst();
    if (written.numUpdatedRows === 0n) return { outcome: "already-inspected" };
    const detail: Record<string, string | number | null> = isAccepted
      ? { files: found.findings.fileCount }
      : { ...found.refusal };
    await record(tx, {
      ...SYSTEM,
      subjectType: "upload",
      subjectId: uploadId,
      event: `upload-${found.outcome}`,
      detail,
      now,
    });
    if (isAccepted) await enqueueAll(tx, [packAheadJob(uploadId)]);
    return found;
  });
}
