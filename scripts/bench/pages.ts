import fs from "node:fs";
import path from "node:path";
import { sql } from "kysely";
import { freePort } from "../ports.ts";
import { type BenchShop, type Served, serve, startProductionWeb, withShop } from "./bench-shop.ts";
import { type Load, warmLoad } from "./load.ts";
import { addCustomers, type Customer, logIn } from "./people.ts";
import { type Bench, type Line, ms, times, verdict } from "./report.ts";

const CONNECTIONS = 20;
/** Requests a second and p99 of the same pages by Next.js 14, Prisma and NextAuth on two such cores. */
const RECORDED = { "/pricing": { perSecond: 185, p99: 199 }, "/orders": { perSecond: 120, p99: 268 } };
type Address = keyof typeof RECORDED;

/** How many pages one web process makes, beside a bare Express that has the finished HTML (and reads the same rows). */
export const bench: Bench = ({ full }) =>
  withShop(async (shop) => {
    const [customer] = await addCustomers(shop.db, 1);
    if (!customer) throw new Error("No customer");
    await addOrders(shop, customer, 20);
    await Promise.all([shop.web.stop(), shop.worker.stop()]);
    const web = await startProductionWeb(shop);
    try {
      const cookie = await logIn(web, customer);
      const bare = await startBare(shop, web, customer, cookie);
      try {
        return await compare(web, bare, cookie, full ? 20 : 6);
      } finally {
        await bare.stop();
      }
    } finally {
      await web.stop();
    }
  });

async function compare(web: Served, bare: Served, cookie: string, seconds: number): Promise<Line[]> {
  const lines: Line[] = [];
  for (const address of Object.keys(RECORDED) as Address[]) {
    const aim = { connections: CONNECTIONS, seconds, headers: { cookie } };
    const ours = await warmLoad({ ...aim, url: web.url + address });
    const theirs = await warmLoad({ ...aim, url: bare.url + address });
    lines.push(line(address, ours, theirs));
  }
  return lines;
}

function line(address: Address, ours: Load, bare: Load): Line {
  const { perSecond, p99 } = RECORDED[address];
  return {
    name: `pages ${address}`,
    measured: `${Math.round(ours.perSecond)}/s, p99 ${ms(ours.p99)}`,
    baseline: `bare Express ${Math.round(bare.perSecond)}/s, p99 ${ms(bare.p99)}`,
    ratio: times(ours.perSecond / bare.perSecond),
    budget: `2 × ${perSecond} = ${2 * perSecond}/s (p99 there ${p99} ms)`,
    verdict: verdict(ours.perSecond >= 2 * perSecond),
  };
}

/** Orders of every age and state that the list can show. */
async function addOrders({ db }: BenchShop, { id }: Customer, count: number): Promise<void> {
  await sql`
    insert into orders (number, user_id, plan_id, price_id, cycle, site_label, subtotal_idr, total_idr,
      status, paid_at, closed_at, checkout_key, expires_at, created_at)
    select 'LC-2026-' || lpad((900000 + n)::text, 6, '0'), ${id}, prices.plan_id, prices.id, prices.cycle,
      'toko-' || n, prices.amount_idr, prices.amount_idr, (array['paid', 'cancelled', 'awaiting-payment'])[1 + n % 3],
      case when n % 3 = 0 then now() end, case when n % 3 = 1 then now() end,
      gen_random_uuid(), now() + interval '1 day', now() - n * interval '1 day'
    from generate_series(1, ${sql.lit(count)}::int) n, (select * from prices where replaced_at is null limit 1) prices
  `.execute(db);
}

async function startBare(shop: BenchShop, web: Served, customer: Customer, cookie: string): Promise<Served> {
  const folder = path.join(shop.folder, "bare");
  fs.mkdirSync(folder);
  for (const name of ["pricing", "orders"]) {
    const response = await fetch(`${web.url}/${name}`, { headers: { cookie } });
    const html = await response.text();
    if (!response.ok) throw new Error(`/${name} answered ${response.status}`);
    if (name === "orders" && (html.match(/LC-2026-9000/g) ?? []).length < 20)
      throw new Error("Not all orders are listed");
    fs.writeFileSync(path.join(folder, `${name}.html`), html);
  }
  const port = await freePort();
  const env: NodeJS.ProcessEnv = {
    ...shop.env,
    PORT: String(port),
    PAGES: folder,
    USER_ID: customer.id,
    NODE_ENV: "production",
  };
  return serve("bench/bare-server.ts", { port, origin: "", ready: "/ready", env, folder: shop.folder });
}
