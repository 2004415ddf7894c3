import { randomInt, randomUUID } from "node:crypto";
import autocannon from "autocannon";
import { type Served, startProductionWeb, throughProxy, withShop } from "./bench-shop.ts";
import { addCustomers, type Customer, logIn } from "./people.ts";
import { type Bench, ms, percentile, times, verdict } from "./report.ts";

const FLOOD = 50;
const BUDGET = 2;

/** What a visitor of other pages feels while sign-ins arrive faster than passwords can be checked. */
export const bench: Bench = ({ full }) =>
  withShop(async (shop) => {
    const count = full ? 600 : 200;
    const customers = await addCustomers(shop.db, 20);
    await Promise.all([shop.web.stop(), shop.worker.stop()]);
    const web = await startProductionWeb(shop);
    try {
      const cookie = await logIn(web, customers[0]!);
      await visit(web, cookie, 100);
      const idle = await visit(web, cookie, count);
      const { stop, finished } = flood(web, customers);
      const busy = await visit(web, cookie, count);
      stop();
      const tried = await finished;
      const ratio = percentile(busy, 0.5) / percentile(idle, 0.5);
      return [
        {
          name: "sign-ins",
          measured: `median ${ms(percentile(busy, 0.5))}, p95 ${ms(percentile(busy, 0.95))} (${tried} sign-ins tried)`,
          baseline: `idle median ${ms(percentile(idle, 0.5))}, p95 ${ms(percentile(idle, 0.95))}`,
          ratio: times(ratio),
          budget: times(BUDGET),
          verdict: verdict(ratio <= BUDGET),
        },
      ];
    } finally {
      await web.stop();
    }
  });

/** The order list and the prices by turns, one visitor, a short pause between. */
async function visit({ url }: Served, cookie: string, count: number): Promise<number[]> {
  const took: number[] = [];
  for (let number = 0; number < count; number++) {
    const started = performance.now();
    const response = await fetch(url + (number % 2 ? "/orders" : "/pricing"), { headers: { cookie } });
    await response.text();
    if (!response.ok) throw new Error(`A page answered ${response.status} during sign-ins`);
    took.push(performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return took;
}

/** Wrong passwords for real and unknown accounts, from many addresses, so that no limit ends the work early. */
function flood({ url, origin }: Served, customers: Customer[]) {
  let stopping = () => {};
  const finished = new Promise<number>((resolve, reject) => {
    const request = () => ({
      method: "POST" as const,
      path: "/login",
      headers: {
        ...throughProxy(origin),
        "content-type": "application/x-www-form-urlencoded",
        "x-forwarded-for": Array.from({ length: 4 }, () => randomInt(1, 250)).join("."),
      },
      body: String(new URLSearchParams({ email: someone(customers), password: "bukan-kata-sandinya" })),
    });
    const running = autocannon(
      {
        url,
        connections: FLOOD,
        duration: 600,
        requests: [{ setupRequest: (base) => ({ ...base, ...request() }) }],
      },
      (error, result) => (error ? reject(error) : resolve(result.requests.total)),
    );
    stopping = () => running.stop();
  });
  return { stop: () => stopping(), finished };
}

function someone(customers: Customer[]): string {
  const known = customers[randomInt(customers.length)];
  return randomInt(2) && known ? known.email : `${randomUUID()}@bench.example`;
}
