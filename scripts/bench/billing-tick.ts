import { sql } from "kysely";
import { createIpaymu } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { openStore } from "#app/adapters/storage/storage.server.ts";
import { runBilling } from "#app/domain/billing/renewals/billing-run.server.ts";
import { renewSubscription } from "#app/domain/billing/renewals/renewals.server.ts";
import { manySubscriptions } from "#app/test/many-subscriptions.ts";
import { type BenchShop, withShop } from "./bench-shop.ts";
import { type Bench, type Line, ms, percentile, seconds, times, verdict } from "./report.ts";
import { settingsOf } from "./sales.ts";

const SMALL = 10_000;
const LARGE = 100_000;
const DUE = 1000;
const ROUNDS = 2;
const AT_ONCE = 4;
const IDLE_MS = 1000;
/** Ten times the base may not cost more than this; it would be ten if the base were read. */
const GROWTH = 1.5;

type Costs = { idle: number; queueing: number; billing: number };

/** The billing run over a small and a large shop with nothing due, then with the same number due in both. */
export const bench: Bench = ({ say }) =>
  withShop(async (shop) => {
    await Promise.all([shop.web.stop(), shop.worker.stop()]);
    await manySubscriptions(shop.db, { count: SMALL, due: 0 });
    const small = await measure(shop);
    say(`${SMALL} subscriptions measured`);
    await manySubscriptions(shop.db, { count: LARGE - SMALL - ROUNDS * DUE, due: 0 });
    const large = await measure(shop);
    return [
      {
        name: `billing run over ${LARGE}, none due`,
        measured: ms(large.idle),
        baseline: `over ${SMALL} ${ms(small.idle)}`,
        ratio: times(large.idle / small.idle),
        budget: seconds(IDLE_MS),
        verdict: verdict(large.idle <= IDLE_MS),
      },
      growth(`billing run over ${LARGE}, ${DUE} due`, large.queueing, small.queueing),
      growth(`their ${DUE} bills, ${AT_ONCE} at once`, large.billing, small.billing),
    ];
  });

function growth(name: string, large: number, small: number): Line {
  return {
    name,
    measured: seconds(large),
    baseline: `over ${SMALL} ${seconds(small)}`,
    ratio: times(large / small),
    budget: times(GROWTH),
    verdict: verdict(large / small <= GROWTH),
  };
}

/** The best of a few rounds each: what other work on the machine adds is no cost of the run. */
async function measure(shop: BenchShop): Promise<Costs> {
  const deps = { db: shop.db, store: openStore(shop.env.UPLOADS_URL ?? "") };
  const costs: { [Name in keyof Costs]: number[] } = { idle: [], queueing: [], billing: [] };
  for (let round = 0; round < 20; round++) {
    costs.idle.push(await timed(async () => expectQueued(await runBilling(deps, new Date()), 0)));
  }
  for (let round = 0; round < ROUNDS; round++) {
    await manySubscriptions(shop.db, { count: DUE, due: DUE });
    for (let time = 0; time < 5; time++) {
      costs.queueing.push(await timed(async () => expectQueued(await runBilling(deps, new Date()), DUE)));
      if (time < 4) await makeDue(shop, await takeQueued(shop));
    }
    const jobs = await takeQueued(shop);
    costs.billing.push(await timed(() => billAll(shop, jobs)));
  }
  return {
    idle: percentile(costs.idle, 0.5),
    queueing: Math.min(...costs.queueing),
    billing: Math.min(...costs.billing),
  };
}

type Job = { subscriptionId: string };

async function takeQueued({ db }: BenchShop): Promise<Job[]> {
  const { rows } = await sql<{ payload: Job }>`
    delete from graphile_worker._private_jobs as job using graphile_worker._private_tasks as task
    where task.id = job.task_id and task.identifier = 'renew-subscription' returning job.payload`.execute(db);
  if (rows.length !== DUE) throw new Error(`${rows.length} jobs instead of ${DUE}`);
  return rows.map((row) => row.payload);
}

async function makeDue({ db }: BenchShop, jobs: Job[]): Promise<void> {
  await sql`update subscriptions set next_step_at = now() - interval '1 minute'
    where id = any(${jobs.map((job) => job.subscriptionId)}::uuid[])`.execute(db);
}

function expectQueued({ queued, trouble }: Awaited<ReturnType<typeof runBilling>>, count: number): void {
  if (trouble || queued !== count) throw new Error(`Queued ${queued} instead of ${count} (${trouble})`);
}

/** Does the queued looks as the worker would, without its share of the work. */
async function billAll(shop: BenchShop, jobs: Job[]): Promise<void> {
  const { db, ipaymu } = shop;
  const gateway = createIpaymu({ baseUrl: ipaymu.url, va: ipaymu.va, apiKey: ipaymu.apiKey });
  const deps = { db, gateway, settings: settingsOf(shop) };
  const waiting = [...jobs];
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { outcome } = await renewSubscription(deps, next, new Date());
      if (outcome !== "awaiting-payment") throw new Error(`A bill was not made: ${outcome}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
