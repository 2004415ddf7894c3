import type { JobName } from "#app/jobs/payloads.ts";
import { createAgenda, DAY_MS, HOUR_MS } from "./clock.ts";
import { createCustomers } from "./customers.ts";
import { createTroubles } from "./faults.ts";
import { brokenPromises, type Violation } from "./invariants.ts";
import { createWorker } from "./jobs.ts";
import type { Scenario } from "./scenario.ts";
import { createStaff } from "./staff.ts";
import type { World } from "./world.ts";

export type Story = {
  day: number;
  violations: Violation[];
  counts: {
    days: number;
    jobs: number;
    failed: number;
    purchases: number;
    payments: number;
    notices: number;
  };
};

export type Telling = {
  /** Called once for every simulated day that had something in it. */
  onDay?: (day: number) => void;
  /** Checks only every so many eventful days; the last day is always checked. */
  checkEvery?: number;
  /** The nightly comparison comes only every so many days. */
  compareEvery?: number;
};

/** Between two looks at the world lies at least this: what is due sooner is done together. */
const GRAIN_MS = 3 * HOUR_MS;
const QUIET_DAYS = 4;
/** The billing run works every ten minutes; where nothing is due, once in so long stands for all of them. */
const IDLE_MS = 7 * DAY_MS;

/** Which recurring jobs are due again; at the beginning all of them are. */
function createPauses<Name extends JobName>(begin: number, every: Record<Name, number>) {
  const last = new Map<Name, number>();
  return {
    end: (name: Name) => last.delete(name),
    over(now: number): Name[] {
      const due = (Object.keys(every) as Name[]).filter(
        (name) => now - (last.get(name) ?? begin - every[name]) >= every[name],
      );
      for (const name of due) last.set(name, now);
      return due;
    },
  };
}

/**
 * Lives a scenario from its first day to its last and then some quiet ones. After each day in which anything was due
 * the promises are checked; the story ends at the first broken one.
 */
export async function live(world: World, scenario: Scenario, telling: Telling = {}): Promise<Story> {
  const { clock } = world;
  const begin = clock.now().getTime();
  const end = begin + (scenario.days + QUIET_DAYS) * DAY_MS;
  const agenda = createAgenda();
  const worker = createWorker(world);
  const troubles = createTroubles(world, worker, agenda);
  const staff = await createStaff(world, agenda);
  const customers = createCustomers(world, agenda, staff);
  const at = (day: number, hour: number) => begin + day * DAY_MS + hour * HOUR_MS;
  const counts = { days: 0, jobs: 0, failed: 0 };

  scenario.customers.forEach((plan, index) => {
    agenda.plan(at(plan.startDay, plan.startHour), () => customers.join(plan, index));
  });
  for (const one of scenario.troubles) agenda.plan(at(one.day, one.hour), async () => troubles.begin(one));
  agenda.plan(at(scenario.days, 0), async () => troubles.endAll());

  const dayOf = (moment: number) => Math.floor((moment - begin) / DAY_MS);
  const tell = (violations: Violation[]): Story => ({
    day: dayOf(clock.now().getTime()),
    violations,
    counts: { ...counts, failed: worker.troubles.length, ...customers.counts },
  });

  // The clock's own jobs, of which many that find nothing to do are left out.
  const pauses = createPauses(begin, {
    "sweep-attempts": DAY_MS,
    "billing-tick": DAY_MS,
    "reconcile-payments": 12 * HOUR_MS,
    "sweep-endings": 2 * DAY_MS,
    "compare-books": (telling.compareEvery ?? 1) * DAY_MS,
    "refresh-channels": 30 * DAY_MS,
  });
  async function work() {
    if (troubles.isWorkerOff()) return;
    const now = clock.now().getTime();
    const due = await worker.nextDue();
    if (due.payment <= now) pauses.end("sweep-attempts");
    if (due.step <= now) pauses.end("billing-tick");
    for (const name of pauses.over(now)) await worker.run(name, {});
    counts.jobs += await worker.drain();
  }

  /** The next moment at which anything is due; never sooner than the grain allows. */
  async function nextMoment(): Promise<number> {
    const due = Math.min(...Object.values(await worker.nextDue()));
    const bySystem = troubles.isWorkerOff()
      ? troubles.workerBackAt()
      : Math.min(Math.max(due, clock.now().getTime() + GRAIN_MS), clock.now().getTime() + IDLE_MS);
    return Math.min(agenda.next(), bySystem, end);
  }

  for (let day = 0; clock.now().getTime() < end; ) {
    const next = await nextMoment();
    if (dayOf(next) > day) {
      // The day is over: what its end still brings, and then the books.
      await world.moveTo(begin + (day + 1) * DAY_MS - 1);
      await work();
      counts.days += 1;
      telling.onDay?.(day);
      if (counts.days % (telling.checkEvery ?? 1) === 0) {
        const violations = await brokenPromises({ world, worker, quietSince: troubles.quietSince() });
        if (violations.length > 0) return tell(violations);
      }
      day = dayOf(next);
    }
    await world.moveTo(next);
    for (const act of agenda.takeDue(next)) await act();
    await work();
    await customers.lookAround();
    await staff.lookAround();
  }
  await world.moveTo(end);
  await worker.run("reconcile-payments", {});
  await work();
  return tell(await brokenPromises({ world, worker, quietSince: troubles.quietSince() }));
}
