import path from "node:path";
import { sql } from "kysely";
import { createIpaymu } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { openStore } from "#app/adapters/storage/storage.server.ts";
import { runBilling } from "#app/domain/billing/renewals/billing-run.server.ts";
import { renewSubscription } from "#app/domain/billing/renewals/renewals.server.ts";
import { manySubscriptions } from "#app/test/many-subscriptions.ts";
import { connect } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
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

type Costs = { idle: number[]; queueing: number[]; billing: number[] };
/** One of the two, in a database of its own, and what it cost. */
type Base = { shop: BenchShop; costs: Costs };

/**
 * The billing run over a small and a large shop with nothing due, then with the same number due in both. By turns:
 * what else the machine does meanwhile is then done to both.
 */
export const bench: Bench = ({ say }) =>
  withShop(async (shop) => {
    await Promise.all([shop.web.stop(), shop.worker.stop()]);
    const small = { shop: await shopBeside(shop), costs: nothingYet() };
    const large = { shop, costs: nothingYet() };
    try {
      await manySubscriptions(small.shop.db, { count: SMALL, due: 0 });
      await manySubscriptions(large.shop.db, { count: LARGE, due: 0 });
      say(`${SMALL} and ${LARGE} subscriptions written`);
      await measure([small, large]);
    } finally {
      await small.shop.db.destroy();
    }
    const idle = { small: percentile(small.costs.idle, 0.5), large: percentile(large.costs.idle, 0.5) };
    return [
      {
        name: `billing run over ${LARGE}, none due`,
        measured: ms(idle.large),
        baseline: `over ${SMALL} ${ms(idle.small)}`,
        ratio: times(idle.large / idle.small),
        budget: seconds(IDLE_MS),
        verdict: verdict(idle.large <= IDLE_MS),
      },
      growth(`billing run over ${LARGE}, ${DUE} due`, large.costs.queueing, small.costs.queueing),
      growth(`their ${DUE} bills, ${AT_ONCE} at once`, large.costs.billing, small.costs.billing),
    ];
  });

const nothingYet = (): Costs => ({ idle: [], queueing: [], billing: [] });

/** The same shop with a database of its own, and a folder of its own: the run keeps its clock's mark in both. */
async function shopBeside(shop: BenchShop): Promise<BenchShop> {
  await sql`create database beside`.execute(shop.db);
  const url = new URL(shop.databaseUrl);
  url.pathname = "/beside";
  await migrate(url.href);
  const env = { ...shop.env, UPLOADS_URL: `file:${path.join(shop.folder, "beside")}` };
  return { ...shop, env, db: connect(url.href, { max: 8 }) };
}

/** The middle of a few rounds each, made by turns. */
function growth(name: string, large: number[], small: number[]): Line {
  const [mine, base] = [percentile(large, 0.5), percentile(small, 0.5)];
  return {
    name,
    measured: seconds(mine),
    baseline: `over ${SMALL} ${seconds(base)}`,
    ratio: times(mine / base),
    budget: times(GROWTH),
    verdict: verdict(mine / base <= GROWTH),
  };
}

async function measure(bases: Base[]): Promise<void> {
  const run = ({ db, env }: BenchShop) =>
    runBilling({ db, store: openStore(env.UPLOADS_URL ?? "") }, new Date());
  for (let round = 0; round < 20; round++) {
    for (const { shop, costs } of bases) {
      costs.idle.push(await timed(async () => expectQueued(await run(shop), 0)));
    }
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const { shop } of bases) await manySubscriptions(shop.db, { count: DUE, due: DUE });
    for (let time = 0; time < 8; time++) {
      for (const { shop, costs } of bases) {
        if (time > 0) await makeDue(shop, await takeQueued(shop));
        costs.queueing.push(await timed(async () => expectQueued(await run(shop), DUE)));
      }
    }
    for (const { shop, costs } of bases) {
      const jobs = await takeQueued(shop);
      costs.billing.push(await timed(() => billAll(shop, jobs)));
    }
  }
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
  if (trouble || queued !== count)
    throw new Error(`Queued ${queued} instead of ${count} (${JSON.stringify(trouble)})`);
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
