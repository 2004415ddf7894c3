import { sql } from "kysely";
import type { Db } from "#db/client.ts";
import type { JobName, Payload } from "./payloads.ts";

/** For the questions about payments: in a burst, money is counted before mails and invoices go out. */
export const MONEY_FIRST = -10;

type Options = {
  /** A waiting job with the same key is replaced. */
  key?: string;
  /** Jobs of one queue run one at a time, in order. */
  queue?: string;
  runAt?: Date;
  maxAttempts?: number;
  /** The lowest runs first; 0 when not told. */
  priority?: number;
};

/** A job to be queued, made by `job`. The names are those of graphile_worker.job_spec. */
export type Job = {
  identifier: JobName;
  payload: unknown;
  job_key?: string | undefined;
  queue_name?: string | undefined;
  run_at?: Date | undefined;
  max_attempts?: number | undefined;
  priority?: number | undefined;
};

/** Describes a job for `enqueueAll`; queues nothing yet. */
export function job<Name extends JobName>(
  name: Name,
  payload: Payload<Name>,
  { key, queue, runAt, maxAttempts, priority }: Options = {},
): Job {
  return {
    identifier: name,
    payload,
    job_key: key,
    queue_name: queue,
    run_at: runAt,
    max_attempts: maxAttempts,
    priority,
  };
}

/** Adds a job on the caller's connection: inside a transaction, both commit or neither does. */
export async function enqueue<Name extends JobName>(
  db: Db,
  name: Name,
  payload: Payload<Name>,
  options: Options = {},
): Promise<void> {
  await enqueueAll(db, [job(name, payload, options)]);
}

/** Adds several jobs as `enqueue` does, in one statement. No two of them may have the same key. */
export async function enqueueAll(db: Db, jobs: readonly Job[]): Promise<void> {
  if (jobs.length === 0) return;
  await sql`select from graphile_worker.add_jobs(array(
    select json_populate_recordset(null::graphile_worker.job_spec, ${JSON.stringify(jobs)}::json)
  ))`.execute(db);
}

/**
 * Adds a job unless one with its key is about to run: for a job that takes whatever there is when it begins. Call it
 * after what the job shall find is committed; one that is running already may have looked before.
 */
export async function enqueueUnlessWaiting<Name extends JobName>(
  db: Db,
  name: Name,
  payload: Payload<Name>,
  options: Options & { key: string },
): Promise<void> {
  const spec = JSON.stringify(job(name, payload, options));
  await sql`
    select graphile_worker.add_jobs(array[json_populate_record(null::graphile_worker.job_spec, ${spec}::json)])
    where not exists (
      select from graphile_worker.jobs
      where key = ${options.key} and locked_at is null and attempts < max_attempts and run_at <= now()
    )`.execute(db);
}
