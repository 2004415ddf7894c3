import { type Scheduler, schedulerState } from "#app/domain/billing/safety/clock-marks.server.ts";
import type { Db } from "#db/client.ts";
import { pendingMigrations } from "#db/migrate.ts";
import { lastBeat } from "./stale-workers.server.ts";

const LATE_AFTER_MS = 30_000;

type Readiness = {
  ready: boolean;
  migrations: "done" | "waiting";
  worker: "alive" | "late" | "never seen";
  /** A warning only: visitors can be served while the clock's jobs are late. */
  scheduler: Scheduler;
};

/** Whether this installation can serve customers: tables up to date and a worker that answers. */
export async function readiness(db: Db, now: Date): Promise<Readiness> {
  const waiting = await pendingMigrations(db);
  if (waiting.length > 0)
    return { ready: false, migrations: "waiting", worker: "never seen", scheduler: "never seen" };
  const beat = await lastBeat(db);
  const worker = !beat ? "never seen" : now.getTime() - beat.getTime() > LATE_AFTER_MS ? "late" : "alive";
  const { state: scheduler } = await schedulerState(db, now);
  return { ready: worker === "alive", migrations: "done", worker, scheduler };
}
