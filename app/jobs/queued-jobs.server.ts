import { sql } from "kysely";
import type { Tx } from "#db/client.ts";

export type QueuedJob = { id: number; revision: number; name: string; payload: Record<string, unknown> };

/** The jobs that this transaction has added or replaced so far, in that order. Reads only. */
export async function queuedJobs(tx: Tx): Promise<QueuedJob[]> {
  const { rows } = await sql<QueuedJob>`
    select job.id, job.revision, task.identifier as name, job.payload
    from graphile_worker._private_jobs as job join graphile_worker._private_tasks as task on task.id = job.task_id
    where job.xmin = pg_current_xact_id()::xid order by job.id`.execute(tx);
  return rows;
}
