import type { Db } from "#db/client.ts";
import { isUuid, recordWebsite } from "../websites/websites.server.ts";
import { lockOwnSite } from "./deployments-rows.server.ts";

type Which = { userId: string; websiteId: string; now: Date };

/** Who locked what is published, when and why; null while it is not locked. */
export type SiteLock = { at: Date; by: string; reason: string } | null;

/** The lock of one of the customer's own websites. */
export async function findLock(db: Db, { userId, websiteId }: Omit<Which, "now">): Promise<SiteLock> {
  if (!isUuid(websiteId)) return null;
  const row = await db
    .selectFrom("websites")
    .innerJoin("users", "users.id", "websites.locked_by")
    .select(["locked_at", "lock_reason", "users.name"])
    .where("websites.id", "=", websiteId)
    .where("user_id", "=", userId)
    .executeTakeFirst();
  return row?.locked_at ? { at: row.locked_at, by: row.name, reason: row.lock_reason ?? "" } : null;
}

/**
 * Keeps what is published as it is: new deployments and returns to earlier ones are refused, and one that is under way
 * stops before its switch. Twice changes nothing more.
 */
export async function lockSite(
  db: Db,
  { userId, websiteId, now, reason }: Which & { reason: string },
): Promise<{ outcome: "locked" | "not-found" }> {
  if (!isUuid(websiteId)) return { outcome: "not-found" };
  return db.transaction().execute(async (tx) => {
    const site = await lockOwnSite(tx, userId, websiteId);
    if (!site) return { outcome: "not-found" };
    if (site.locked_at) return { outcome: "locked" };
    await tx
      .updateTable("websites")
      .set({ locked_at: now, locked_by: userId, lock_reason: reason })
      .where("id", "=", site.id)
      .execute();
    const who = { actor: "customer", actorId: userId } as const;
    await recordWebsite(tx, { id: site.id, orderId: site.order_id }, "website-locked", { reason }, now, who);
    return { outcome: "locked" };
  });
}

/** Lets deployments through again. Twice changes nothing more. */
export async function unlockSite(
  db: Db,
  { userId, websiteId, now }: Which,
): Promise<{ outcome: "unlocked" | "not-found" }> {
  if (!isUuid(websiteId)) return { outcome: "not-found" };
  return db.transaction().execute(async (tx) => {
    const site = await lockOwnSite(tx, userId, websiteId);
    if (!site) return { outcome: "not-found" };
    if (!site.locked_at) return { outcome: "unlocked" };
    await tx
      .updateTable("websites")
      .set({ locked_at: null, locked_by: null, lock_reason: null })
      .where("id", "=", site.id)
      .execute();
    const who = { actor: "customer", actorId: userId } as const;
    await recordWebsite(tx, { id: site.id, orderId: site.order_id }, "website-unlocked", {}, now, who);
    return { outcome: "unlocked" };
  });
}
