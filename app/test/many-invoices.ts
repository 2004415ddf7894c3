import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { addStarterPlans } from "#app/domain/catalog/starter-plans.ts";
import type { Db } from "#db/client.ts";

type Wish = { userId?: string; count: number; from: Date; everyMs: number };

/** As many issued invoices as wanted, one after another, written straight into the tables: for lists and exports. */
export async function manyInvoices({ db }: { db: Db }, wish: Wish): Promise<{ userId: string }> {
  const { count, from, everyMs } = wish;
  await addStarterPlans(db);
  const userId = wish.userId ?? (await aBuyer(db));
  await sql`
    with sales as (
      insert into orders (number, user_id, plan_id, price_id, cycle, site_domain, status, subtotal_idr, tax_idr,
        total_idr, checkout_key, expires_at, created_at, paid_at)
      select 'LC-2026-' || lpad((500000 + n)::text, 6, '0'), ${userId}, plan_id, id, cycle, 'toko.test', 'paid',
        amount_idr, 0, amount_idr, gen_random_uuid(), now() + interval '1 day', now(), now()
      from prices, generate_series(1, ${count}::int) n
      where plan_id = 'usaha' and cycle = 'monthly' and replaced_at is null
      returning id, number, user_id, subtotal_idr, tax_idr, total_idr
    )
    insert into invoices (number, order_id, user_id, issued_at, buyer, seller, lines, subtotal_idr, tax_idr, total_idr)
    select replace(number, 'LC-2026-5', 'INV-2026-0'), id, user_id,
      ${from}::timestamptz + (substr(number, 10)::int - 1) * ${everyMs}::bigint * interval '1 millisecond',
      '{"name": "Sari", "email": "sari@warung.test", "phone": null}',
      '{"name": "LumiCloud", "address": "Malang", "email": "halo@lumi.test", "phone": "0341", "npwp": null}',
      '[{"planName": "Usaha", "cycle": "monthly", "host": "toko.test", "startsAt": "2026-11-01T00:00:00Z",
         "endsAt": "2026-12-01T00:00:00Z", "amountIdr": 49000}]',
      subtotal_idr, tax_idr, total_idr
    from sales`.execute(db);
  return { userId };
}

async function aBuyer(db: Db): Promise<string> {
  const buyer = { email: `sari-${randomUUID()}@warung.test`, name: "Sari", password_hash: "not a hash" };
  const { id } = await db.insertInto("users").values(buyer).returning("id").executeTakeFirstOrThrow();
  return id;
}
