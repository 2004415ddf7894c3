import type { UploadStore } from "#app/adapters/storage/storage.server.ts";
import type { Db } from "#db/client.ts";

type Touches = { db: Db; store: UploadStore };

/** How many of each kind are kept of a website, the newest; a new one takes the place of the oldest. */
export const KEPT = { nightly: 7, manual: 3 } as const;
/** And no longer than this, in days; the newest of a website stays as long as the website does. */
export const KEPT_DAYS = { nightly: 30, manual: 180 } as const;

/** Takes away what the rules no longer keep of a website, file first. Safe to repeat. Returns how many went. */
export async function pruneBackups({ db, store }: Touches, websiteId: string, now: Date): Promise<number> {
  const rows = await db
    .selectFrom("backups")
    .select(["id", "kind", "storage_key", "expires_at"])
    .where("website_id", "=", websiteId)
    .where("status", "=", "ready")
    .orderBy("created_at", "desc")
    .orderBy("id")
    .execute();
  const counts = { nightly: 0, manual: 0 };
  const going = rows.filter((row, at) => {
    counts[row.kind] += 1;
    const isOld = at > 0 && row.expires_at !== null && row.expires_at <= now;
    return isOld || counts[row.kind] > KEPT[row.kind];
  });
  for (const row of going) await removeOne({ db, store }, row);
  return going.length;
}

/** Takes away every backup of a website that is removed for good. Safe to repeat. */
export async function removeBackups({ db, store }: Touches, websiteId: string): Promise<void> {
  const rows = await db
    .selectFrom("backups")
    .select(["id", "storage_key"])
    .where("website_id", "=", websiteId)
    .where("status", "<>", "removed")
    .execute();
  for (const row of rows) await removeOne({ db, store }, row);
}

/** The file first: a row without its file is found again, a file without a row is swept. */
async function removeOne({ db, store }: Touches, row: { id: string; storage_key: string | null }) {
  if (row.storage_key) await store.remove(row.storage_key);
  const set = { status: "removed" as const, storage_key: null };
  await db.updateTable("backups").set(set).where("id", "=", row.id).execute();
}
