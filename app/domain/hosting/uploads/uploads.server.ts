import { randomUUID } from "node:crypto";
import { type Selectable, sql } from "kysely";
import { StorageFull, TooLarge, type UploadStore } from "#app/adapters/storage/storage.server.ts";
import { askForAttention } from "#app/domain/attention/attention.server.ts";
import { record } from "#app/domain/audit/audit.server.ts";
import { enqueue, enqueueAll } from "#app/jobs/queue.server.ts";
import type { Db, Tx } from "#db/client.ts";
import type { Uploads } from "#db/schema.ts";
import { type ArchiveFormat, type Findings, formatOf, type Refusal } from "../archives/archives.ts";
import { dropPackedAhead } from "../deployments/packed-ahead.server.ts";
import { findWebsite, isUuid } from "../websites/websites.server.ts";
import { packAheadJob } from "./uploads-inspection.server.ts";

type Touches = { db: Db; store: UploadStore };

/** An archive as its owner sees it. Times are instants, sizes bytes. */
export type Upload = {
  id: string;
  fileName: string;
  format: ArchiveFormat;
  sizeBytes: number;
  sha256: string;
  status: Selectable<Uploads>["status"];
  /** Set once accepted. */
  findings: Findings | null;
  /** Set once refused. */
  refusal: Refusal | null;
  /** The folder that goes live: "" is the whole archive; null until it is known. */
  root: string | null;
  createdAt: Date;
};

type Incoming = {
  userId: string;
  websiteId: string;
  fileName: string;
  stream: AsyncIterable<Uint8Array>;
  now: Date;
  /** Written together with the upload's row, or neither is. */
  alongside?: (tx: Tx, uploadId: string) => Promise<void>;
};

export type ReceivedUpload =
  | { outcome: "received"; uploadId: string }
  | { outcome: "too-large" | "not-an-archive" | "site-not-active" | "disk-full" | "storage-full" };

/**
 * Takes an archive for one of the customer's sites, up to the plan's `upload_bytes`, and queues its inspection.
 * The row exists only once the file is whole; in every other outcome, and when the stream breaks (its error is
 * thrown on), neither row nor file is left. Sending the same archive twice makes two uploads.
 */
export async function receiveUpload({ db, store }: Touches, incoming: Incoming): Promise<ReceivedUpload> {
  const { userId, websiteId, now } = incoming;
  const website = await findWebsite(db, userId, websiteId);
  if (website?.status !== "active") return { outcome: "site-not-active" };
  if ((website.diskUsedBytes ?? 0) >= website.diskBytes) return { outcome: "disk-full" };
  const { format, stream } = await recognise(incoming.stream);
  if (!format) return { outcome: "not-an-archive" };
  const id = randomUUID();
  const key = `uploads/${id}`;
  const written = await write(store, key, stream, website.uploadBytes);
  if ("outcome" in written) {
    if (written.outcome === "storage-full")
      await askForAttention(db, { kind: "storage-full", subject: "uploads" });
    return written;
  }
  try {
    await db.transaction().execute(async (tx) => {
      await tx
        .insertInto("uploads")
        .values({
          id,
          website_id: websiteId,
          user_id: userId,
          file_name: shownName(incoming.fileName),
          format,
          size_bytes: written.size,
          sha256: written.sha256,
          storage_key: key,
          created_at: now,
        })
        .execute();
      await enqueue(tx, "inspect-upload", { uploadId: id }, { key: `inspect-upload:${id}` });
      const detail = { websiteId, bytes: written.size };
      const subject = { subjectType: "upload", subjectId: id, event: "upload-received" } as const;
      await record(tx, { actor: "customer", actorId: userId, ...subject, detail, now });
      await incoming.alongside?.(tx, id);
    });
  } catch (error) {
    await store.remove(key);
    throw error;
  }
  return { outcome: "received", uploadId: id };
}

/** One upload of one of the customer's sites, or null. */
export async function findUpload(
  db: Db,
  { userId, websiteId, uploadId }: { userId: string; websiteId: string; uploadId: string },
): Promise<Upload | null> {
  if (!isUuid(websiteId) || !isUuid(uploadId)) return null;
  const row = await uploadsOf(db, userId, websiteId).where("id", "=", uploadId).executeTakeFirst();
  return row ? toUpload(row) : null;
}

const PAGE = 20;

/** A site's uploads that still exist, newest first, twenty at a time; `before` is the last id of the page before. */
export async function listUploads(
  db: Db,
  { userId, websiteId, before }: { userId: string; websiteId: string; before?: string | undefined },
): Promise<{ uploads: Upload[]; older: string | null }> {
  let query = uploadsOf(db, userId, websiteId)
    .where("status", "<>", "removed")
    .orderBy("created_at", "desc")
    .orderBy("id", "desc");
  if (before && isUuid(before)) {
    // The column is finer than a JavaScript date, so the place is compared inside the database.
    query = query.where(
      sql<boolean>`(created_at, id) < (select last.created_at, last.id from uploads last
        where last.id = ${before} and last.website_id = ${websiteId})`,
    );
  }
  const rows = await query.limit(PAGE + 1).execute();
  const uploads = rows.slice(0, PAGE).map(toUpload);
  return { uploads, older: rows.length > PAGE ? (uploads.at(-1)?.id ?? null) : null };
}

/**
 * Keeps the folder that shall go live when the archive holds several. Only a folder that the inspection listed
 * is taken; choosing again replaces the choice, for deployments asked for afterwards.
 */
export async function chooseRoot(
  db: Db,
  choice: { userId: string; websiteId: string; uploadId: string; root: string; now: Date },
): Promise<{ outcome: "chosen" | "not-a-root" | "not-accepted" }> {
  const upload = await findUpload(db, choice);
  if (upload?.status !== "accepted") return { outcome: "not-accepted" };
  if (!upload.findings?.roots.some((root) => root.path === choice.root)) return { outcome: "not-a-root" };
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable("uploads")
      .set({ root: choice.root })
      .where("id", "=", upload.id)
      .where("user_id", "=", choice.userId)
      .where("status", "=", "accepted")
      .execute();
    await enqueueAll(tx, [packAheadJob(upload.id)]);
  });
  return { outcome: "chosen" };
}

/**
 * Removes an archive from the store; what was already put live from it stays live. Refused while a deployment
 * waits for it or runs. Removing twice changes nothing more.
 */
export async function removeUpload(
  { db, store }: Touches,
  { userId, websiteId, uploadId, now }: { userId: string; websiteId: string; uploadId: string; now: Date },
): Promise<{ outcome: "removed" | "in-use" | "not-found" }> {
  if (!isUuid(uploadId)) return { outcome: "not-found" };
  const removed = await db.transaction().execute(async (tx) => {
    const row = await uploadsOf(tx, userId, websiteId)
      .where("id", "=", uploadId)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return { outcome: "not-found" as const };
    const busy = await tx
      .selectFrom("deployments")
      .select("id")
      .where("upload_id", "=", uploadId)
      .where("finished_at", "is", null)
      .where("status", "not in", ["ready", "live", "superseded", "failed", "cancelled"])
      .executeTakeFirst();
    if (busy) return { outcome: "in-use" as const };
    if (row.status !== "removed") {
      await tx.updateTable("uploads").set({ status: "removed" }).where("id", "=", uploadId).execute();
      const subject = { subjectType: "upload", subjectId: uploadId, event: "upload-removed" } as const;
      await record(tx, { actor: "customer", actorId: userId, ...subject, now });
    }
    return { outcome: "removed" as const, key: row.storage_key };
  });
  if (removed.outcome !== "removed") return removed;
  await store.remove(removed.key);
  await dropPackedAhead(store, uploadId);
  return { outcome: "removed" };
}

function uploadsOf(db: Db, userId: string, websiteId: string) {
  return db
    .selectFrom("uploads")
    .selectAll()
    .where("user_id", "=", userId)
    .where("website_id", "=", websiteId);
}

function toUpload(row: Selectable<Uploads>): Upload {
  const isRefused = row.status === "refused";
  return {
    id: row.id,
    fileName: row.file_name,
    format: row.format,
    sizeBytes: row.size_bytes,
    sha256: row.sha256,
    status: row.status,
    // written only by inspectUpload, in these two shapes
    findings: isRefused ? null : (row.findings as Findings | null),
    refusal: isRefused ? (row.findings as Refusal | null) : null,
    root: row.root,
    createdAt: row.created_at,
  };
}

async function write(store: UploadStore, key: string, stream: AsyncIterable<Uint8Array>, limitBytes: number) {
  try {
    return await store.write(key, stream, { limitBytes });
  } catch (error) {
    if (error instanceof TooLarge) return { outcome: "too-large" as const };
    if (error instanceof StorageFull) return { outcome: "storage-full" as const };
    throw error;
  }
}

/** Looks at the first bytes and hands the stream back whole. */
async function recognise(stream: AsyncIterable<Uint8Array>) {
  const pieces = stream[Symbol.asyncIterator]();
  let start: Uint8Array = new Uint8Array();
  let isDone = false;
  while (start.length < 4 && !isDone) {
    const piece = await pieces.next();
    if (piece.done) isDone = true;
    else start = start.length === 0 ? piece.value : Buffer.concat([start, piece.value]);
  }
  async function* whole() {
    yield start;
    if (!isDone) yield* { [Symbol.asyncIterator]: () => pieces };
  }
  return { format: formatOf(start), stream: whole() };
}

/** A file's name is only ever shown: no control characters, no path, not longer than its column. */
export function shownName(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  const visible = name.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, "");
  const base = visible.slice(Math.max(visible.lastIndexOf("/"), visible.lastIndexOf("\\")) + 1).trim();
  return Buffer.from([...base].slice(0, 255).join("")).toString() || "arsip";
}
