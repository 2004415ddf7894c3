import { randomBytes } from "node:crypto";
import type { UploadStore } from "#app/adapters/storage/storage.server.ts";
import { isUuid } from "#app/domain/hosting/websites/websites.server.ts";
import type { Db } from "#db/client.ts";

/** The largest proof of a transfer, in bytes. */
export const PROOF_LIMIT_BYTES = 5 * 1024 * 1024;

/** What a proof may be, told by its first bytes and never by its name. */
const KINDS = [
  { type: "application/pdf", ending: "pdf", starts: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { type: "image/png", ending: "png", starts: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: "image/jpeg", ending: "jpg", starts: [0xff, 0xd8, 0xff] },
] as const;

export type ProofFile = { key: string; type: string };

/** Keeps the file that proves a transfer; null when it is neither PDF nor PNG nor JPEG. Each call keeps another file. */
export async function keepProof(
  store: UploadStore,
  refundId: string,
  bytes: Uint8Array,
): Promise<ProofFile | null> {
  const kind = KINDS.find(({ starts }) => starts.every((byte, at) => bytes[at] === byte));
  if (!kind) return null;
  const key = `refunds/${refundId}-${randomBytes(6).toString("hex")}.${kind.ending}`;
  async function* content() {
    yield bytes;
  }
  await store.write(key, content(), { limitBytes: PROOF_LIMIT_BYTES });
  return { key, type: kind.type };
}

/** Takes a kept file away again unless a refund names it: the form was refused, or sent twice. */
export async function dropUnusedProof(
  { db, store }: { db: Db; store: UploadStore },
  { key }: ProofFile,
): Promise<void> {
  const used = await db.selectFrom("refunds").select("id").where("proof_key", "=", key).executeTakeFirst();
  if (!used) await store.remove(key);
}

/** The proof file of a refund of an order, for staff; null when there is none. */
export async function findProof(
  db: Db,
  { orderNumber, refundId }: { orderNumber: string; refundId: string },
): Promise<(ProofFile & { name: string }) | null> {
  if (!isUuid(refundId)) return null;
  const row = await db
    .selectFrom("refunds")
    .innerJoin("orders", "orders.id", "refunds.order_id")
    .select(["refunds.proof_key as key", "refunds.proof_type as type"])
    .where("refunds.id", "=", refundId)
    .where("orders.number", "=", orderNumber)
    .executeTakeFirst();
  const kind = KINDS.find(({ type }) => type === row?.type);
  if (!row?.key || !kind) return null;
  return { key: row.key, type: kind.type, name: `${orderNumber}-${refundId.slice(0, 8)}.${kind.ending}` };
}
