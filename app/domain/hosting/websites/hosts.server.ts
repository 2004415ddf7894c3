import type { Db } from "#db/client.ts";

/** Whether no website answers at this host (without port), or waits for it. Does not look at unpaid orders. */
export async function isHostFree(db: Db, host: string): Promise<boolean> {
  const taken = await db
    .selectFrom("websites")
    .select("id")
    .where("host", "=", host.toLowerCase())
    .where("status", "<>", "deleted")
    .executeTakeFirst();
  if (taken) return false;
  const bound = await db
    .selectFrom("website_domains")
    .select("id")
    .where("host", "=", host.toLowerCase())
    .where("status", "not in", ["given-up", "removed"])
    .executeTakeFirst();
  return !bound;
}
