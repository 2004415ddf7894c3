import { sql } from "kysely";
import type { Db } from "#db/client.ts";
import type { JobName, Payload } from "./payloads.ts";

type Options = {
  /** A waiting job with the same key is replaced. */
  key?: string;
  /** Jobs of one queue run one at a time, in order. */
  queue?: string;
  runAt?: Date;
  maxAttempts?: number;
};

/** Adds a job on the caller's connection: inside a transaction, both commit or neither does. */
export async function enqueue<Name extends JobName>(
  db: Db,
  name: Name,
  payload: Payload<Name>,
  { key, queue, runAt, maxAttempts }: Options = {},
): Promise<void> {
  await sql`select graphile_worker.add_job(
    ${name}, ${JSON.stringify(payload)}::json,
    queue_name => ${queue ?? null}, run_at => ${runAt ?? null}, max_attempts => ${maxAttempts ?? null},
    job_key => ${key ?? null}
  )`.execute(db);
}
