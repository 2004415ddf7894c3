import type { UploadStore } from "#app/adapters/storage/storage.server.ts";
import type { Db } from "#db/client.ts";
import { isUuid } from "../websites/websites.server.ts";
import { forgetArrivals } from "./arrivals.server.ts";
import { type ReceivedUpload, receiveUpload } from "./uploads.server.ts";

type Touches = { db: Db; store: UploadStore };
type Ending = { userId: string; websiteId: string; arrivalId: string; now: Date };

export type FinishedArrival =
  | ReceivedUpload
  | { outcome: "incomplete"; receivedBytes: number }
  /** Somebody else is putting it together right now: ask again. */
  | { outcome: "assembling" | "gone" };

/** Putting an archive together takes seconds; whoever began longer ago has died. */
const ASSEMBLING_MS = 2 * 60_000;

/**
 * Puts the parts of a complete archive together and hands the whole to `receiveUpload`, which hashes, judges and
 * queues it as if it had come in one piece. Asked again after it succeeded, it answers with the same upload; after a
 * lost answer nothing is taken twice. An archive that is refused for good is forgotten with its parts.
 */
export async function finishArrival({ db, store }: Touches, ending: Ending): Promise<FinishedArrival> {
  const { userId, websiteId, arrivalId, now } = ending;
  const claim = await claimArrival(db, ending);
  if (claim.outcome !== "claimed") return claim;
  let received: ReceivedUpload;
  try {
    const { fileName, sizeBytes } = claim;
    const stream = wholeOf({ db, store }, arrivalId, sizeBytes);
    received = await receiveUpload({ db, store }, { userId, websiteId, fileName, stream, now, alongside });
  } catch (error) {
    await release(db, arrivalId);
    const other = await claimArrival(db, ending);
    if (other.outcome === "received") return other;
    if (other.outcome === "claimed") await release(db, arrivalId);
    throw error;
  }
  if (received.outcome === "received") await removeParts({ db, store }, arrivalId);
  else if (received.outcome === "too-large" || received.outcome === "not-an-archive")
    await forgetArrivals({ db, store }, [arrivalId]);
  else await release(db, arrivalId);
  return received;

  async function alongside(tx: Db, uploadId: string): Promise<void> {
    const taken = await tx
      .updateTable("arrivals")
      .set({ upload_id: uploadId, touched_at: now })
      .where("id", "=", arrivalId)
      .where("upload_id", "is", null)
      .executeTakeFirst();
    if (taken.numUpdatedRows === 0n) throw new Error(`Arrival ${arrivalId} was taken over meanwhile`);
  }
}

/** Removes what nobody has touched since `before`, finished or not; returns how many files went. */
export async function sweepArrivals(touches: Touches, before: Date): Promise<number> {
  const old = touches.db.selectFrom("arrivals").select("id").where("touched_at", "<", before);
  const rows = await old.orderBy("touched_at").limit(500).execute();
  return forgetArrivals(
    touches,
    rows.map(({ id }) => id),
  );
}

type Claim =
  | { outcome: "claimed"; fileName: string; sizeBytes: number }
  | { outcome: "received"; uploadId: string }
  | { outcome: "incomplete"; receivedBytes: number }
  | { outcome: "assembling" | "gone" };

async function claimArrival(db: Db, { userId, websiteId, arrivalId, now }: Ending): Promise<Claim> {
  if (!isUuid(arrivalId)) return { outcome: "gone" };
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom("arrivals")
      .selectAll()
      .where("id", "=", arrivalId)
      .where("user_id", "=", userId)
      .where("website_id", "=", websiteId)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return { outcome: "gone" };
    if (row.upload_id !== null) return { outcome: "received", uploadId: row.upload_id };
    if (row.received_bytes !== row.size_bytes)
      return { outcome: "incomplete", receivedBytes: row.received_bytes };
    const since = row.assembling_since?.getTime() ?? Number.NEGATIVE_INFINITY;
    if (now.getTime() - since < ASSEMBLING_MS) return { outcome: "assembling" };
    const claim = { assembling_since: now, touched_at: now };
    await tx.updateTable("arrivals").set(claim).where("id", "=", arrivalId).execute();
    return { outcome: "claimed", fileName: row.file_name, sizeBytes: row.size_bytes };
  });
}

async function release(db: Db, arrivalId: string): Promise<void> {
  await db.updateTable("arrivals").set({ assembling_since: null }).where("id", "=", arrivalId).execute();
}

/** The row stays for a day and remembers which upload it became. */
async function removeParts({ db, store }: Touches, arrivalId: string): Promise<void> {
  const parts = db.deleteFrom("arrival_chunks").where("arrival_id", "=", arrivalId);
  for (const { storage_key } of await parts.returning("storage_key").execute())
    await store.remove(storage_key);
}

/** All parts one after the other; throws when they are not the whole. */
async function* wholeOf({ db, store }: Touches, arrivalId: string, sizeBytes: number) {
  const parts = await db
    .selectFrom("arrival_chunks")
    .select(["start_byte", "storage_key"])
    .where("arrival_id", "=", arrivalId)
    .orderBy("start_byte")
    .execute();
  let size = 0;
  for (const { start_byte, storage_key } of parts) {
    if (start_byte !== size) throw new Error(`Arrival ${arrivalId} has a hole at byte ${size}`);
    for await (const piece of store.read(storage_key)) {
      size += piece.length;
      yield piece as Uint8Array;
    }
  }
  if (size !== sizeBytes) throw new Error(`Arrival ${arrivalId} has ${size} of ${sizeBytes} bytes`);
}
