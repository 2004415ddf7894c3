import { sql } from "kysely";
import type { Db } from "#db/client.ts";

const STALE_AFTER_SECONDS = 30;

/** Notes that these workers live. Called every few seconds by the process that runs them. */
export async function beat(db: Db, processId: string, workerIds: readonly string[]): Promise<void> {
  if (workerIds.length === 0) return;
  await db
    .insertInto("workers")
    .values(workerIds.map((id) => ({ id, process_id: processId })))
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ beat_at: sql`now()` }))
    .execute();
}

/** Takes a process's workers off the list when it stops in good order. */
export async function signOff(db: Db, processId: string): Promise<void> {
  await db.deleteFrom("workers").where("process_id", "=", processId).execute();
}

/** When the last sign of life of any worker was, or null when none ever worked. */
export async function lastBeat(db: Db): Promise<Date | null> {
  const row = await db
    .selectFrom("workers")
    .select((eb) => eb.fn.max("beat_at").as("at"))
    .executeTakeFirst();
  return row?.at ?? null;
}

/**
 * Frees the jobs of workers that died without a word: whose sign of life is half a minute old, or who held a job that
 * long and never gave one. graphile-worker itself would hold them for four hours. A job freed wrongly would run twice,
 * which every job must bear anyway.
 */
export async function freeJobs(db: Db): Promise<{ freed: number }> {
  const late = sql<Date>`now() - make_interval(secs => ${STALE_AFTER_SECONDS})`;
  await db.deleteFrom("workers").where("beat_at", "<", late).execute();
  const { rows } = await sql<{ id: string }>`
    select distinct locked_by as id from graphile_worker.jobs
    where locked_at < ${late} and locked_by not in (select id from workers)`.execute(db);
  await freeWorkers(
    db,
    rows.map(({ id }) => id),
  );
  return { freed: rows.length };
}

/** Frees at once what these workers hold, which are known to be gone. Called twice, it changes nothing more. */
export async function freeWorkers(db: Db, workerIds: readonly string[]): Promise<void> {
  if (workerIds.length === 0) return;
  await db.deleteFrom("workers").where("id", "in", workerIds).execute();
  await sql`select graphile_worker.force_unlock_workers(${sql.val(workerIds)}::text[])`.execute(db);
}
