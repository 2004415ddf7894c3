import http from "node:http";
import path from "node:path";
import { freePort } from "../ports.ts";
import { type BenchShop, type Served, serve, startPart, startProductionWeb, withShop } from "./bench-shop.ts";
import { type Notice, payAll, seedOrders } from "./callback-orders.ts";
import { addCustomers } from "./people.ts";
import { type Bench, type Line, ms, percentile, verdict } from "./report.ts";
import { until } from "./sales.ts";

const AT_ONCE = 1_000;
const IN_TURN = 400;
const BUDGET_MS = 20;
const BUDGET_PER_SECOND = 400;

/** Notices of real payments: how soon each is stored and answered, and how many a second are settled by one worker. */
export const bench: Bench = ({ full }) =>
  withShop(async (shop) => {
    const [customer] = await addCustomers(shop.db, 1);
    if (!customer) throw new Error("No customer");
    await Promise.all([shop.web.stop(), shop.worker.stop()]);
    const rows = await seedOrders(shop.db, customer, AT_ONCE + IN_TURN + (full ? 4_000 : 600));
    const stateFile = path.join(shop.folder, "paid.json");
    const notices = payAll(rows, { stateFile, va: shop.ipaymu.va });
    const web = await startProductionWeb(shop);
    try {
      await send(web, notices.slice(0, 100), 4);
      const inTurn = await send(web, notices.slice(100, IN_TURN), 4);
      const atOnce = await send(web, notices.slice(IN_TURN, IN_TURN + AT_ONCE), AT_ONCE);
      await send(web, notices.slice(IN_TURN + AT_ONCE), 50);
      await web.stop();
      return [...answered(inTurn, atOnce), await settled(shop, notices.length, stateFile)];
    } finally {
      await web.stop();
    }
  });

function answered(inTurn: number[], atOnce: number[]): Line[] {
  const median = percentile(inTurn, 0.5);
  return [
    {
      name: "callback stored and answered",
      measured: `median ${ms(median)}, p99 ${ms(percentile(inTurn, 0.99))} (4 in flight)`,
      budget: `median ${ms(BUDGET_MS)}`,
      verdict: verdict(median <= BUDGET_MS),
    },
    {
      name: "callback, 1,000 in flight",
      measured: `no error, the last after ${ms(Math.max(...atOnce))}`,
      budget: "no error",
      verdict: "ok",
    },
  ];
}

/** The gateway runs in a process of its own: its answers must not wait for this one. */
async function settled(shop: BenchShop, count: number, stateFile: string): Promise<Line> {
  const port = await freePort();
  const gateway = await serve("bench/paid-gateway.ts", {
    port,
    origin: "",
    ready: "/",
    env: { ...shop.env, PORT: String(port), STATE_FILE: stateFile },
    folder: shop.folder,
  });
  const env = { ...shop.env, IPAYMU_URL: gateway.url };
  const worker = startPart("worker.ts", { env, logFile: path.join(shop.folder, "worker.log") });
  try {
    const paid = () => countPaid(shop);
    const atFirst = await until("the first order is settled", 60_000, paid);
    const began = performance.now();
    await until("every order is settled", 300_000, async () => (await paid()) === count);
    const perSecond = ((count - atFirst) * 1000) / (performance.now() - began);
    return {
      name: "callback settled",
      measured: `${Math.round(perSecond)}/s of ${count}, one worker`,
      budget: `${BUDGET_PER_SECOND}/s`,
      verdict: verdict(perSecond >= BUDGET_PER_SECOND),
    };
  } catch (error) {
    console.error(worker.said());
    throw error;
  } finally {
    await worker.stop();
    await gateway.stop();
  }
}

async function countPaid({ db }: BenchShop): Promise<number> {
  const { paid } = await db
    .selectFrom("orders")
    .select((of) => of.fn.countAll<number>().as("paid"))
    .where("status", "=", "paid")
    .executeTakeFirstOrThrow();
  // The answer itself must cost the worker nothing.
  await new Promise((resolve) => setTimeout(resolve, 25));
  return paid;
}

/** Posts the notices, so many in flight, and returns how long each took. Throws at the first that is not answered 200. */
async function send(web: Served, notices: Notice[], inFlight: number): Promise<number[]> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: inFlight });
  const took: number[] = [];
  const waiting = [...notices];
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const started = performance.now();
      const status = await post(`${web.url}/api/payment/callback`, next, agent);
      if (status !== 200) throw new Error(`A notice was answered ${status}`);
      took.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane)).finally(() => agent.destroy());
  return took;
}

function post(url: string, { body, headers }: Notice, agent: http.Agent): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method: "POST", headers, agent }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode));
    });
    request.on("error", reject).end(body);
  });
}
