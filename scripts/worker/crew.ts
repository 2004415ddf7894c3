import { setTimeout as pause } from "node:timers/promises";
import type { Runner } from "graphile-worker";
import type { Logger } from "pino";

const TRY_AGAIN_MS = 1_000;

type Parts = {
  log: Logger;
  start: () => Promise<Runner>;
  /** Makes the jobs of these workers free for others. Throws while the database is away. */
  free: (workerIds: string[]) => Promise<unknown>;
};

/**
 * The workers of this process. graphile-worker gives up a worker that could not report its job because the database
 * was away, does not replace it, and leaves the job locked; here the whole set is renewed, and the job is freed. What
 * the old set is still doing it may finish.
 */
export function createCrew({ log, start, free }: Parts) {
  const runners = new Map<Runner, Set<string>>();
  const broken = new Set<Runner>();
  const lost = new Set<string>();
  let current: Runner | undefined;
  let isStopping = false;
  let renewal: Promise<void> | undefined;

  async function open(): Promise<void> {
    const runner = await start();
    const ids = new Set<string>();
    runners.set(runner, ids);
    current = runner;
    runner.events.on("worker:getJob:start", ({ worker }) => ids.add(worker.workerId));
    runner.events.on("worker:fatalError", ({ worker }) => {
      ids.delete(worker.workerId);
      lost.add(worker.workerId);
      giveUp(runner);
    });
    // A set that ends without being asked to, whatever ended it; an unheard end would end the process.
    const ended = () => giveUp(runner);
    runner.promise.then(ended, ended);
  }

  function giveUp(runner: Runner): void {
    if (isStopping) return;
    if (!broken.has(runner)) log.warn("a worker was lost; a new set starts as soon as the database is there");
    broken.add(runner);
    renewal ??= renew();
  }

  /** Until the set that works is whole and nobody lost holds a job: a set may break again while it is being replaced. */
  async function renew(): Promise<void> {
    while (!isStopping && (isBroken() || lost.size > 0)) {
      try {
        const ids = [...lost];
        await free(ids);
        for (const id of ids) lost.delete(id);
        if (isBroken()) await replace();
      } catch {
        await pause(TRY_AGAIN_MS);
      }
    }
    renewal = undefined;
  }

  function isBroken(): boolean {
    return current === undefined || broken.has(current);
  }

  async function replace(): Promise<void> {
    const old = current;
    current = undefined;
    if (old) void close(old);
    await open();
    log.info("a new set of workers is ready");
  }

  async function close(runner: Runner): Promise<void> {
    // It reports what it could not put in order; the jobs it held are freed either way.
    await runner.stop().catch((error: unknown) => log.warn({ reason: String(error) }, "workers ended badly"));
    runners.delete(runner);
    broken.delete(runner);
  }

  return {
    open,
    /** Those that live: each shall give a sign of life. */
    ids: () => [...runners.values()].flatMap((ids) => [...ids]),
    async stop(): Promise<void> {
      isStopping = true;
      await renewal;
      await Promise.all([...runners.keys()].map(close));
    },
  };
}
