import type { JobName } from "#app/jobs/payloads.ts";
import { createAgenda, DAY_MS, HOUR_MS } from "./clock.ts";
import { createCustomers } from "./customers.ts";
import { createTroubles } from "./faults.ts";
import { createAuditor, type Violation } from "./invariants.ts";
import { createWorker } from "./jobs.ts";
import type { Scenario } from "./scenario.ts";
import { createStaff } from "./staff.ts";
import type { World } from "./world.ts";

export type Counts = {
  /** Days in which anything was due; the promises were checked after each. */
  days: number;
  jobs: number;
  /** Tries of a job that failed or were killed. */
  failed: number;
  purchases: number;
  /** Bills for a next period. */
  bills: number;
  payments: number;
  notices: number;
  /** Faults that were begun, of the gateway, the panel and the worker. */
  faults: number;
};

export type Story = {
  day: number;
  violations: Violation[];
  counts: Counts /** Told to stop before its end. */;
  isCut: boolean;
};

export type Telling = {
  /** Called once for every simulated day that had something in it. */
  onDay?: (day: number, counts: Counts) => void;
  /**
   * Every so many eventful days, and on the last, all books are read again from the beginning; on the others whatever
   * was written since the day before.
   */
  completeEvery?: number;
  /** The nightly comparison comes only every so many days. */
  compareEvery?: number;
  /** Asked after each day: the story ends there. */
  isOver?: () => boolean;
};

/** Between two looks at the world lies at least this: what is due sooner is done together. */
const GRAIN_MS = 3 * HOUR_MS;
const QUIET_DAYS = 4;
/** The billing run works every ten minutes; where nothing is due, once in so long stands for all of them. */
const IDLE_MS = 7 * DAY_MS;
/** In eventful days. */
const TIDY_EVERY = 60;

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
  const { completeEvery = 10, compareEvery = 1 } = telling;
  const begin = clock.now().getTime();
  const end = begin + (scenario.days + QUIET_DAYS) * DAY_MS;
  const agenda = createAgenda();
  const worker = createWorker(world);
  const troubles = createTroubles(world, worker, agenda);
  const staff = await createStaff(world, agenda);
  const customers = createCustomers(world, agenda, staff);
  const audit = createAuditor({ world, worker, compareEvery });
  const at = (day: number, hour: number) => begin + day * DAY_MS + hour * HOUR_MS;
  const own = { days: 0, jobs: 0 };

  scenario.customers.forEach((plan, index) => {
    agenda.plan(at(plan.startDay, plan.startHour), () => customers.join(plan, index));
  });
  for (const one of scenario.troubles) agenda.plan(at(one.day, one.hour), async () => troubles.begin(one));
  agenda.plan(at(scenario.days, 0), async () => troubles.endAll());

  const dayOf = (moment: number) => Math.floor((moment - begin) / DAY_MS);
  const counts = (): Counts => ({
    ...own,
    ...customers.counts,
    failed: worker.failures(),
    faults: troubles.begun(),
  });
  const tell = (violations: Violation[], isCut = false): Story => ({
    day: dayOf(clock.now().getTime()),
    violations,
    counts: counts(),
    isCut,
  });
  const look = (isComplete: boolean) => audit({ quietSince: troubles.quietSince(), isComplete });

  // The clock's own jobs, of which many that find nothing to do are left out.
  const pauses = createPauses(begin, {
    "sweep-attempts": DAY_MS,
    "billing-tick": DAY_MS,
    "reconcile-payments": 12 * HOUR_MS,
    "sweep-endings": 2 * DAY_MS,
    "compare-books": compareEvery * DAY_MS,
    "refresh-channels": 30 * DAY_MS,
  });
  async function work() {
    if (troubles.isWorkerOff()) return;
    const now = clock.now().getTime();
    const due = await worker.nextDue();
    if (due.payment <= now) pauses.end("sweep-attempts");
    if (due.step <= now) pauses.end("billing-tick");
    for (const name of pauses.over(now)) await worker.run(name, {});
    own.jobs += await worker.drain();
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
      own.days += 1;
      telling.onDay?.(day, counts());
      const violations = await look(own.days % completeEvery === 0);
      if (violations.length > 0 || telling.isOver?.()) return tell(violations, violations.length === 0);
      if (own.days % TIDY_EVERY === 0) await world.tidy();
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
  return tell(await look(true));
}
