import { randomUUID } from "node:crypto";
import v8 from "node:v8";
import "dotenv/config";
import { Logger, type Runner, run } from "graphile-worker";
import { env } from "#app/env.server.ts";
import { schedule } from "#app/jobs/schedule.ts";
import { beat, freeJobs, freeWorkers, signOff } from "#app/jobs/stale-workers.server.ts";
import { prepare, taskList } from "#app/jobs/tasks.server.ts";
import { services } from "#app/services.server.ts";
import { createCrew } from "./worker/crew.ts";

// V8 lets a heap double before it looks for what is left over, and a process once grown stays so: packing an archive of
// 20,000 files leaves 157 MiB instead of 200.
v8.setFlagsFromString("--heap-growing-percent=30");

const BEAT_EVERY_MS = 5_000;
const DEADLINE_MS = 25_000;
const { db, log, passwords } = services;
const processId = randomUUID();

const logger = new Logger(({ workerId, jobId, taskIdentifier }) => (level, message) => {
  const line = { worker: workerId, job: jobId, task: taskIdentifier };
  if (level === "error") log.error(line, message);
  else if (level === "warning") log.warn(line, message);
  else log.debug(line, message);
});
const crew = createCrew({ log, start: startWorkers, free: (ids) => freeWorkers(db, ids) });
try {
  await freeJobs(db);
  await prepare();
  await crew.open();
} catch (error) {
  log.fatal({ reason: error instanceof Error ? error.message : String(error) }, "worker could not start");
  process.exit(1);
}

/** A sign of life, and a look whether others still give theirs. */
async function pulse(): Promise<void> {
  try {
    await beat(db, processId, [processId, ...crew.ids()]);
    await freeJobs(db);
  } catch (error) {
    log.warn({ reason: String(error) }, "no pulse");
  }
}
await pulse();
const pulsing = setInterval(pulse, BEAT_EVERY_MS);
log.info({ tasks: Object.keys(taskList).length }, "worker is ready");

let stopping = false;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, async () => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, "worker is stopping");
    // A job that does not end in time is freed by another worker, and resumes where it was.
    setTimeout(() => process.exit(1), DEADLINE_MS).unref();
    clearInterval(pulsing);
    await crew.stop();
    await signOff(db, processId);
    await Promise.allSettled([db.destroy(), passwords.close()]);
    process.exit(0);
  });
}

async function startWorkers(): Promise<Runner> {
  const runner = await run({
    connectionString: env.DATABASE_URL,
    concurrency: 6,
    pollInterval: 1000,
    noHandleSignals: true,
    crontab: schedule,
    taskList,
    logger,
  });
  runner.events.on("job:success", ({ job }) =>
    log.info({ job: job.id, task: job.task_identifier }, "job done"),
  );
  runner.events.on("job:error", ({ job, error }) =>
    log.error({ job: job.id, task: job.task_identifier, tries: job.attempts, err: error }, "job failed"),
  );
  runner.events.on("pool:listen:error", ({ error }) =>
    log.warn({ reason: String(error) }, "worker lost its listener"),
  );
  return runner;
}
