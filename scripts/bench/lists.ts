import { sql } from "kysely";
import { creditStatement } from "#app/domain/billing/credit/credit-statement.server.ts";
import { listInvoices } from "#app/domain/billing/invoices/invoice-lists.server.ts";
import { listOrders } from "#app/domain/billing/orders/orders.server.ts";
import { listStaffWebsites } from "#app/domain/hosting/websites/staff-websites.server.ts";
import type { Db } from "#db/client.ts";
import { type BenchShop, withShop } from "./bench-shop.ts";
import { addCustomers } from "./people.ts";
import { type Bench, type Line, ms, percentile, times, verdict } from "./report.ts";
import { settingsOf } from "./sales.ts";

const FEW = 100;
const MANY = 100_000;
const ASKED = 60;
const BUDGET = 2;

/** A customer with many papers, and how to come to a page in the middle of the list. */
type Owner = { userId: string; order: string; invoice: string; entry: string; site: string };
type List = { name: string; budget: number | null; read: (owner: Owner, deep: boolean) => Promise<unknown> };

/** Each list of a customer who has 100,000 of everything beside one who has 100, by turns, in one database. */
export const bench: Bench = () =>
  withShop(async (shop) => {
    await Promise.all([shop.web.stop(), shop.worker.stop()]);
    const [few, many] = await addCustomers(shop.db, 2);
    if (!few || !many) throw new Error("No customers");
    const small = await addPapers(shop.db, { userId: few.id, count: FEW, first: 1 });
    const large = await addPapers(shop.db, { userId: many.id, count: MANY, first: 100_001 });
    await sql`analyze`.execute(shop.db);
    const lines: Line[] = [];
    for (const list of lists(shop)) {
      for (const deep of [false, true]) lines.push(await compare(list, { small, large, deep }));
    }
    // This list holds everybody's: its first page beside one after 50,000 others.
    const staff: List = {
      name: "sites for staff",
      budget: BUDGET,
      read: ({ site }) => listStaffWebsites(shop.db, { before: site || undefined }),
    };
    lines.push(await compare(staff, { small: { ...small, site: "" }, large, deep: true }));
    return lines;
  });

function lists(shop: BenchShop): List[] {
  const { db } = shop;
  const reader = { db, settings: settingsOf(shop) };
  const orders = (status?: "paid") => (owner: Owner, deep: boolean) =>
    listOrders(reader, owner.userId, { status, before: deep ? owner.order : undefined });
  return [
    { name: "orders", budget: BUDGET, read: orders() },
    { name: "paid orders", budget: BUDGET, read: orders("paid") },
    {
      name: "invoices",
      budget: BUDGET,
      read: ({ userId, invoice }, deep) => listInvoices(db, userId, { before: deep ? invoice : undefined }),
    },
    {
      // The balance is the sum of all entries, kept nowhere else.
      name: "credit",
      budget: null,
      read: ({ userId, entry }, deep) => creditStatement(db, userId, { before: deep ? entry : undefined }),
    },
  ];
}

type Compared = { small: Owner; large: Owner; deep: boolean };

async function compare({ name, budget, read }: List, { small, large, deep }: Compared): Promise<Line> {
  const took = { small: [] as number[], large: [] as number[] };
  for (let turn = 0; turn < ASKED + 10; turn++) {
    for (const [size, owner] of [["small", small] as const, ["large", large] as const]) {
      const started = performance.now();
      await read(owner, deep);
      if (turn >= 10) took[size].push(performance.now() - started);
    }
  }
  const [mine, base] = [percentile(took.large, 0.5), percentile(took.small, 0.5)];
  return {
    name: `list of ${name}, ${deep ? "middle" : "first"} page`,
    measured: `${ms(mine)} with ${MANY}`,
    baseline: small.site ? `${ms(base)} with ${FEW}` : `first page ${ms(base)}`,
    ratio: times(mine / base),
    budget: budget ? times(budget) : "grows: a sum",
    verdict: budget ? verdict(mine / base <= budget) : "info",
  };
}

type Papers = { userId: string; count: number; first: number };
/** A transaction notes a lock for each host it takes, and PostgreSQL has room for some 6,400 of them in all. */
const AT_ONCE = 2_000;

/** Orders, each with its invoice, a movement of credit and a website, a minute apart. */
async function addPapers(db: Db, { userId, count, first }: Papers): Promise<Owner> {
  const end = first + count;
  for (let next = first; next < end; next += AT_ONCE) {
    await addSome(db, { userId, from: next, until: Math.min(next + AT_ONCE, end), end });
  }
  return ownerOf(db, userId, String(first + Math.floor(count / 2)).padStart(6, "0"));
}

type Some = { userId: string; from: number; until: number; end: number };

async function addSome(db: Db, { userId, from, until, end }: Some): Promise<void> {
  await sql`
    with wanted as materialized (
      select gen_random_uuid() as order_id, gen_random_uuid() as subscription_id, n, plan_id, prices.id as price_id,
        cycle, amount_idr, now() - (${end}::int - n) * interval '1 minute' as at
      from generate_series(${from}::int, ${until - 1}::int) n,
        (select * from prices where replaced_at is null order by amount_idr limit 1) prices
    ), terms as (
      insert into subscriptions (id, user_id, plan_id, price_id, cycle, status, anchor_at, ends_at, created_at, next_step_at)
      select subscription_id, ${userId}, plan_id, price_id, cycle, 'active', at, at + interval '1 month', at, null from wanted
    ), sales as (
      insert into orders (id, number, user_id, plan_id, price_id, cycle, subscription_id, site_label, status, subtotal_idr,
        total_idr, checkout_key, expires_at, created_at, paid_at)
      select order_id, 'LC-2025-' || lpad(n::text, 6, '0'), ${userId}, plan_id, price_id, cycle, subscription_id,
        'toko-' || n, 'paid', amount_idr, amount_idr, gen_random_uuid(), at, at, at from wanted
    ), papers as (
      insert into invoices (number, order_id, user_id, issued_at, buyer, seller, lines, subtotal_idr, tax_idr, total_idr)
      select 'INV-2025-' || lpad(n::text, 6, '0'), order_id, ${userId}, at, '{}', '{}', '[]', amount_idr, 0, amount_idr
      from wanted
    ), credit as (
      insert into credit_entries (user_id, amount_idr, reason, created_at) select ${userId}, 1, 'manual', at from wanted
    )
    insert into websites (user_id, subscription_id, order_id, host, created_at)
    select ${userId}, subscription_id, order_id, 'toko-' || n || '.situs.example', at from wanted`.execute(
    db,
  );
}

async function ownerOf(db: Db, userId: string, middle: string): Promise<Owner> {
  const { id: orderId, created_at } = await db
    .selectFrom("orders")
    .select(["id", "created_at"])
    .where("number", "=", `LC-2025-${middle}`)
    .executeTakeFirstOrThrow();
  const entry = await db
    .selectFrom("credit_entries")
    .select("id")
    .where("user_id", "=", userId)
    .where("created_at", "<=", created_at)
    .orderBy("created_at", "desc")
    .limit(1)
    .executeTakeFirstOrThrow();
  const site = await db
    .selectFrom("websites")
    .select("id")
    .where("order_id", "=", orderId)
    .executeTakeFirstOrThrow();
  return {
    userId,
    order: `LC-2025-${middle}`,
    invoice: `INV-2025-${middle}`,
    entry: entry.id,
    site: site.id,
  };
}
