import { sql } from "kysely";
import { enqueueAll, type Job } from "#app/jobs/queue.server.ts";
import type { Db } from "#db/client.ts";

/** What the two numbers of an advisory lock mean; the second is the row's id, hashed. */
const SERVER = 7201;
const WEBSITE = 7202;

/**
 * Does `work` while no other process of ours changes anything on the server: the panel has no locks, and four equal
 * calls at once make four sites (aaPanel API, observed on 8.10). Waits for its turn. The lock belongs to a database
 * connection of its own, so a process that dies lets go at once. Never call it inside a transaction.
 */
export async function writingTo<T>(db: Db, serverId: string, work: () => Promise<T>): Promise<T> {
  return db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${SERVER}, hashtext(${serverId}))`.execute(connection);
    try {
      return await work();
    } finally {
      await sql`select pg_advisory_unlock(${SERVER}, hashtext(${serverId}))`.execute(connection);
    }
  });
}

/** Does `work` unless somebody else is at this website; then it returns "busy" without waiting. */
export async function aloneOn<T>(db: Db, websiteId: string, work: () => Promise<T>): Promise<T | "busy"> {
  return db.connection().execute(async (connection) => {
    const { rows } = await sql<{ taken: boolean }>`
      select pg_try_advisory_lock(${WEBSITE}, hashtext(${websiteId})) as taken`.execute(connection);
    if (!rows[0]?.taken) return "busy";
    try {
      return await work();
    } finally {
      await sql`select pg_advisory_unlock(${WEBSITE}, hashtext(${websiteId}))`.execute(connection);
    }
  });
}

/** As `aloneOn`; while somebody else is at this website, the job `later` is queued instead and the answer is "waits". */
export async function aloneOrLater<T>(
  db: Db,
  websiteId: string,
  later: Job,
  work: () => Promise<T>,
): Promise<T | { outcome: "waits" }> {
  const result = await aloneOn(db, websiteId, work);
  if (result !== "busy") return result;
  await enqueueAll(db, [later]);
  return { outcome: "waits" };
}
