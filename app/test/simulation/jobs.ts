import { sql } from "kysely";
import { issueCreditNote } from "#app/domain/billing/invoices/credit-notes.server.ts";
import { issueInvoice } from "#app/domain/billing/invoices/invoices.server.ts";
import { closeOutdatedOrders } from "#app/domain/billing/orders/outdated-orders.server.ts";
import { refreshChannels } from "#app/domain/billing/payments/channels.server.ts";
import { readNotice, readNotices } from "#app/domain/billing/payments/notice-reading.server.ts";
import { checkAttempt, sweepAttempts } from "#app/domain/billing/payments/polling.server.ts";
import { reconcilePayments } from "#app/domain/billing/payments/reconciliation.server.ts";
import { runBilling } from "#app/domain/billing/renewals/billing-run.server.ts";
import { renewSubscription } from "#app/domain/billing/renewals/renewals.server.ts";
import { compareBooks, usualDays } from "#app/domain/billing/safety/comparison.server.ts";
import { exportWebsite } from "#app/domain/hosting/endings/exports.server.ts";
import { sweepEndings } from "#app/domain/hosting/endings/removal-sweep.server.ts";
import { removeWebsite } from "#app/domain/hosting/endings/removals.server.ts";
import { provisionWebsite } from "#app/domain/hosting/websites/provisioning.server.ts";
import { switchWebsite } from "#app/domain/hosting/websites/standing.server.ts";
import { sendNotice } from "#app/domain/notifications/notify.server.ts";
import { type JobName, type Parsed, payloads } from "#app/jobs/payloads.ts";
import { Killed } from "../killable.ts";
import type { World } from "./world.ts";

const TROUBLES_KEPT = 100;

type Handlers = { [Name in JobName]?: (payload: Parsed<Name>, now: Date) => Promise<unknown> };

/** What the worker does for each job that selling and renewing makes. */
function handlersOf({ deps }: World): Handlers {
  return {
    "read-notices": (payload, now) => readNotices(deps, payload, now),
    "read-notice": (payload, now) => readNotice(deps, payload, now),
    "check-attempt": ({ attemptId }, now) => checkAttempt(deps, attemptId, now),
    "renew-subscription": (payload, now) => renewSubscription(deps, payload, now),
    "issue-invoice": (payload, now) => issueInvoice(deps, payload, now),
    "close-outdated-orders": (payload, now) => closeOutdatedOrders(deps, payload, now),
    "issue-credit-note": (payload, now) => issueCreditNote(deps.db, payload, now),
    "provision-website": (payload, now) => provisionWebsite(deps, payload, now),
    "switch-website": (payload, now) => switchWebsite(deps, payload, now),
    "export-website": (payload, now) => exportWebsite(deps, payload, now),
    "remove-website": (payload, now) => removeWebsite(deps, payload, now),
    "sweep-endings": (_, now) => sweepEndings(deps, now),
    "compare-books": (_, now) => compareBooks(deps, usualDays(now), now),
    "refresh-channels": (_, now) => refreshChannels(deps, now),
    "send-notice": (payload, now) => sendNotice(deps, payload, now),
    "sweep-attempts": (_, now) => sweepAttempts(deps, now),
    "billing-tick": (_, now) => runBilling(deps, now),
    "reconcile-payments": (_, now) => reconcilePayments(deps, now),
  };
}

export type Trouble = { job: string; error: unknown };
export type Taken = { id: string; name: JobName; payload: unknown; attempts: number };

/** The worker of the simulation: takes jobs from the real queue as graphile-worker does, by the simulated clock. */
export function createWorker(world: World) {
  const { books, clock, fate } = world;
  const handlers = handlersOf(world);
  const troubles: Trouble[] = [];
  let failures = 0;
  let killIn: number | null = null;

  /** Runs one job as the process that may die; what fails is noted and left to the caller. */
  async function run(name: JobName, payload: unknown): Promise<"done" | "failed" | "killed"> {
    const handle = handlers[name] as ((payload: unknown, now: Date) => Promise<unknown>) | undefined;
    if (!handle) throw new Error(`the simulation has nobody who does ${name}`);
    fate.arm(killIn ?? undefined);
    try {
      await handle(payloads[name].parse(payload), clock.now());
      if (killIn !== null) killIn = Math.max(1, killIn - fate.steps().length);
      return "done";
    } catch (error) {
      failures += 1;
      if (fate.isDead() || error instanceof Killed) {
        killIn = null;
        return "killed";
      }
      troubles.push({ job: name, error });
      if (troubles.length > TROUBLES_KEPT) troubles.shift();
      return "failed";
    } finally {
      fate.revive();
    }
  }

  async function take(): Promise<Taken | undefined> {
    const { rows } = await sql<Taken>`
      update graphile_worker._private_jobs as job
      set locked_at = now(), locked_by = 'simulation', attempts = job.attempts + 1
      from graphile_worker._private_tasks as task
      where task.id = job.task_id and job.id = (
        select id from graphile_worker._private_jobs
        where is_available and run_at <= ${clock.now()} order by priority, run_at, id limit 1)
      returning job.id, task.identifier as name, job.payload, job.attempts`.execute(books);
    return rows[0];
  }

  async function finish({ id, attempts }: Taken, how: "done" | "failed" | "killed") {
    if (how === "done") {
      await sql`delete from graphile_worker._private_jobs where id = ${id}`.execute(books);
      return;
    }
    // graphile-worker's own pause after a failure; a dead worker's job is free again after half a minute.
    const seconds = how === "killed" ? 30 : Math.exp(Math.min(attempts, 10));
    const runAt = new Date(clock.now().getTime() + seconds * 1000);
    await sql`update graphile_worker._private_jobs set locked_at = null, locked_by = null, run_at = ${runAt}
      where id = ${id}`.execute(books);
  }

  return {
    /** The newest of what failed. */
    troubles,
    failures: () => failures,
    run,
    /** Does everything that is due; returns how many jobs that were. */
    async drain(): Promise<number> {
      let done = 0;
      for (let job = await take(); job; job = await take()) {
        await finish(job, await run(job.name, job.payload));
        done += 1;
        if (done > 100_000) throw new Error("the queue never ends");
      }
      return done;
    },
    /** The process dies at the n-th step it takes from now on. */
    killIn(steps: number) {
      killIn = steps;
    },
    /** When something is due next: a job, a look at an attempt, an order's end, a subscription's step, an export's. */
    async nextDue(): Promise<Due> {
      const { rows } = await sql<{ [Part in keyof Due]: Date | null }>`select
        (select min(run_at) from graphile_worker._private_jobs where is_available) as job,
        (select least(
          (select min(next_check_at) from payment_attempts where status in ('created', 'open', 'awaiting')),
          (select min(expires_at) from orders where status = 'awaiting-payment'),
          (select min(received_at) from gateway_events where is_waiting))) as payment,
        (select min(next_step_at) from subscriptions where next_step_at is not null) as step,
        (select min(expires_at) from site_exports
          where status in ('ready', 'waived', 'empty') and expires_at > ${clock.now()}) as end`.execute(
        books,
      );
      const at = (moment: Date | null | undefined) => moment?.getTime() ?? Number.POSITIVE_INFINITY;
      const [due] = rows;
      return { job: at(due?.job), payment: at(due?.payment), step: at(due?.step), end: at(due?.end) };
    },
  };
}

/** Moments in milliseconds; infinity where nothing is to come. */
type Due = { job: number; payment: number; step: number; end: number };

export type Worker = ReturnType<typeof createWorker>;
