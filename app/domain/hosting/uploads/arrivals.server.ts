import { randomBytes } from "node:crypto";
import { StorageFull, TooLarge, type UploadStore } from "#app/adapters/storage/storage.server.ts";
import { askForAttention } from "#app/domain/attention/attention.server.ts";
import type { Db } from "#db/client.ts";
import { findWebsite, isUuid } from "../websites/websites.server.ts";
import { LARGEST_CHUNK, SMALLEST_CHUNK } from "./arrival-chunks.ts";
import { shownName } from "./uploads.server.ts";

type Touches = { db: Db; store: UploadStore };
type Which = { userId: string; websiteId: string; arrivalId: string };

/** Archives one customer may have on their way at once; each is within its plan's limit, so their bytes are bounded too. */
const MOST_OPEN = 3;

/** An archive on its way in chunks; sizes in bytes. The next byte wanted is number `receivedBytes`. */
export type Arrival = { id: string; fileName: string; sizeBytes: number; receivedBytes: number };

type Beginning = {
  userId: string;
  websiteId: string;
  fileName: string;
  sizeBytes: number;
  /** SHA-256 in hexadecimal of what the browser knows the file by. */
  fingerprint: string;
  now: Date;
};

/**
 * Opens the way for an archive, or finds the one that the same file began before. When the customer has more than
 * three open, those untouched for the longest make room. Refuses at once what the plan's limit would refuse at the end.
 */
export async function beginArrival(
  { db, store }: Touches,
  { userId, websiteId, fileName, sizeBytes, fingerprint, now }: Beginning,
): Promise<
  { outcome: "open"; arrival: Arrival } | { outcome: "site-not-active" | "disk-full" | "too-large" }
> {
  const website = await findWebsite(db, userId, websiteId);
  if (website?.status !== "active") return { outcome: "site-not-active" };
  if ((website.diskUsedBytes ?? 0) >= website.diskBytes) return { outcome: "disk-full" };
  if ((website.diskUsedBytes ?? 0) >= website.diskBytes) return { outcome: "disk-full" };
  if (sizeBytes > website.uploadBytes) return { outcome: "too-large" };
  const { row, stale } = await db.transaction().execute(async (tx) => {
    const row = await tx
      .insertInto("arrivals")
      .values({
        website_id: websiteId,
        user_id: userId,
        file_name: shownName(fileName),
        fingerprint,
        size_bytes: sizeBytes,
        created_at: now,
        touched_at: now,
      })
      .onConflict((conflict) =>
        conflict
          .columns(["user_id", "website_id", "fingerprint", "size_bytes"])
          .where("upload_id", "is", null)
          .doUpdateSet({ touched_at: now }),
      )
      .returning(["id", "file_name", "size_bytes", "received_bytes"])
      .executeTakeFirstOrThrow();
    const others = await tx
      .selectFrom("arrivals")
      .select("id")
      .where("user_id", "=", userId)
      .where("upload_id", "is", null)
      .where("id", "<>", row.id)
      .orderBy("touched_at", "desc")
      .offset(MOST_OPEN - 1)
      .execute();
    return { row, stale: others.map(({ id }) => id) };
  });
  await forgetArrivals({ db, store }, stale);
  return { outcome: "open", arrival: toArrival(row) };
}

/** How far one of the customer's archives is; null when it is unknown, given up, or complete and taken over. */
export async function findArrival(db: Db, which: Which): Promise<Arrival | null> {
  if (!isUuid(which.arrivalId)) return null;
  const row = await openOf(db, which).where("id", "=", which.arrivalId).executeTakeFirst();
  return row ? toArrival(row) : null;
}

/** What a customer began to send to a site and may continue, last touched first; at most three. */
export async function listArrivals(
  db: Db,
  of: { userId: string; websiteId: string },
): Promise<Pick<Arrival, "fileName" | "sizeBytes" | "receivedBytes">[]> {
  const rows = await openOf(db, of)
    .where("received_bytes", ">", 0)
    .orderBy("touched_at", "desc")
    .limit(MOST_OPEN)
    .execute();
  return rows.map((row) => ({
    fileName: row.file_name,
    sizeBytes: row.size_bytes,
    receivedBytes: row.received_bytes,
  }));
}

export type TakenChunk =
  /** `elsewhere`: this is not the part that is wanted; `receivedBytes` says which is. */
  | { outcome: "taken" | "elsewhere" | "wrong-hash"; receivedBytes: number }
  | { outcome: "gone" | "chunk-too-large" | "chunk-too-small" | "interrupted" | "storage-full" };

type Chunk = Which & { offset: number; sha256: string; stream: AsyncIterable<Uint8Array>; now: Date };

/**
 * Takes the next part of an archive: at most 8 MiB and, but for the last, at least 256 KiB. It counts only whole and
 * with the hash it was announced with. The same part again, or two at once, count once. Waits for the stream's end
 * whatever the outcome, so that a browser still sending can hear the answer.
 */
export async function takeChunk({ db, store }: Touches, chunk: Chunk): Promise<TakenChunk> {
  const { offset, now } = chunk;
  const arrival = await findArrival(db, chunk);
  if (!arrival || offset !== arrival.receivedBytes) {
    await drain(chunk.stream);
    return arrival ? { outcome: "elsewhere", receivedBytes: arrival.receivedBytes } : { outcome: "gone" };
  }
  const key = `arrivals/${arrival.id}-${offset}-${randomBytes(6).toString("hex")}`;
  const written = await write({ db, store }, key, chunk.stream);
  if ("outcome" in written) return written;
  const counted = await count();
  if (counted.outcome !== "taken") await store.remove(key);
  return counted;

  async function count(): Promise<TakenChunk> {
    const { size, sha256 } = written as { size: number; sha256: string };
    const end = offset + size;
    if (sha256 !== chunk.sha256) return { outcome: "wrong-hash", receivedBytes: offset };
    if (end > arrival!.sizeBytes) return { outcome: "chunk-too-large" };
    if (size < SMALLEST_CHUNK && end !== arrival!.sizeBytes) return { outcome: "chunk-too-small" };
    return db.transaction().execute(async (tx) => {
      const row = await openOf(tx, chunk).where("id", "=", chunk.arrivalId).forUpdate().executeTakeFirst();
      if (!row) return { outcome: "gone" };
      if (row.received_bytes !== offset) return { outcome: "elsewhere", receivedBytes: row.received_bytes };
      const values = { arrival_id: row.id, start_byte: offset, size_bytes: size, sha256, storage_key: key };
      await tx.insertInto("arrival_chunks").values(values).execute();
      const reached = { received_bytes: end, touched_at: now };
      await tx.updateTable("arrivals").set(reached).where("id", "=", row.id).execute();
      return { outcome: "taken", receivedBytes: end };
    });
  }
}

/** Gives an archive up on its owner's word; its parts are removed. Twice is once. */
export async function cancelArrival(
  touches: Touches,
  which: Which,
): Promise<{ outcome: "cancelled" | "gone" }> {
  const arrival = await findArrival(touches.db, which);
  if (!arrival) return { outcome: "gone" };
  await forgetArrivals(touches, [arrival.id]);
  return { outcome: "cancelled" };
}

/** Removes rows and parts; returns how many files went. A part left by a crash in between is swept after a day. */
export async function forgetArrivals({ db, store }: Touches, ids: string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const keys = await db.transaction().execute(async (tx) => {
    // waits for a part that is being counted
    await tx.selectFrom("arrivals").select("id").where("id", "in", ids).orderBy("id").forUpdate().execute();
    const chunks = tx.deleteFrom("arrival_chunks").where("arrival_id", "in", ids);
    const gone = await chunks.returning("storage_key as key").execute();
    await tx.deleteFrom("arrivals").where("id", "in", ids).execute();
    return gone.map(({ key }) => key);
  });
  for (const key of keys) await store.remove(key);
  return keys.length;
}

function openOf(db: Db, { userId, websiteId }: { userId: string; websiteId: string }) {
  return db
    .selectFrom("arrivals")
    .selectAll()
    .where("user_id", "=", userId)
    .where("website_id", "=", websiteId)
    .where("upload_id", "is", null);
}

type Row = { id: string; file_name: string; size_bytes: number; received_bytes: number };

function toArrival(row: Row): Arrival {
  return {
    id: row.id,
    fileName: row.file_name,
    sizeBytes: row.size_bytes,
    receivedBytes: row.received_bytes,
  };
}

async function write({ db, store }: Touches, key: string, stream: AsyncIterable<Uint8Array>) {
  let isCut = false;
  async function* watched() {
    try {
      yield* stream;
    } catch (error) {
      isCut = true;
      throw error;
    }
  }
  try {
    return await store.write(key, watched(), { limitBytes: LARGEST_CHUNK });
  } catch (error) {
    if (isCut) return { outcome: "interrupted" as const };
    if (error instanceof TooLarge) return { outcome: "chunk-too-large" as const };
    if (!(error instanceof StorageFull)) throw error;
    await askForAttention(db, { kind: "storage-full", subject: "uploads" });
    return { outcome: "storage-full" as const };
  }
}

/** No more than one part is read and thrown away. */
async function drain(stream: AsyncIterable<Uint8Array>): Promise<void> {
  let drained = 0;
  try {
    for await (const piece of stream) {
      drained += piece.byteLength;
      if (drained > LARGEST_CHUNK) return;
    }
  } catch {
    // whoever sent it is gone
  }
}
