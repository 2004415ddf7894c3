import { sql } from "kysely";
import { expect } from "vitest";
import { test } from "#app/test/fixtures.ts";
import type { Db } from "#db/client.ts";
import { enqueue } from "./queue.server.ts";
import { beat, freeJobs, lastBeat, signOff } from "./stale-workers.server.ts";

async function takeJob(db: Db, worker: string) {
  await enqueue(db, "sweep-leftovers", {});
  await sql`update graphile_worker._private_jobs set locked_at = now() - interval '31 seconds', locked_by = ${worker}`.execute(
    db,
  );
}

const lockedBy = async (db: Db) =>
  (await sql<{ locked_by: string | null }>`select locked_by from graphile_worker.jobs`.execute(db)).rows.map(
    (job) => job.locked_by,
  );

test("the jobs of a worker that died are free again after half a minute", async ({ db }) => {
  await beat(db, "process", ["worker-a"]);
  await takeJob(db, "worker-a");
  await sql`update workers set beat_at = now() - interval '31 seconds'`.execute(db);

  expect(await freeJobs(db)).toEqual({ freed: 1 });
  expect(await lockedBy(db)).toEqual([null]);
});

test("the jobs of a worker that lives stay its own", async ({ db }) => {
  await beat(db, "process", ["worker-a"]);
  await takeJob(db, "worker-a");

  expect(await freeJobs(db)).toEqual({ freed: 0 });
  expect(await lockedBy(db)).toEqual(["worker-a"]);
});

test("a worker that stops in good order is off the list", async ({ db }) => {
  await beat(db, "process", ["worker-a", "worker-b"]);
  expect(await lastBeat(db)).toBeInstanceOf(Date);
  await signOff(db, "process");
  expect(await lastBeat(db)).toBeNull();
});

test("the job of a worker that died before its first sign of life is freed as well, but not at once", async ({
  db,
}) => {
  await takeJob(db, "worker-a");
  await sql`update graphile_worker._private_jobs set locked_at = now() - interval '5 seconds'`.execute(db);
  expect(await freeJobs(db)).toEqual({ freed: 0 });
  await sql`update graphile_worker._private_jobs set locked_at = now() - interval '31 seconds'`.execute(db);
  expect(await freeJobs(db)).toEqual({ freed: 1 });
  expect(await lockedBy(db)).toEqual([null]);
});
