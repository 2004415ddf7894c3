import { sql } from "kysely";
import type { Settings } from "#app/domain/settings.ts";
import type { Db } from "#db/client.ts";
import { anOrder } from "./billing.ts";

type Wish = { userId?: string; count: number; from: Date; everyMs: number };

/** As many issued invoices as wanted, one after another, written straight into the tables: for lists and exports. */
export async function manyInvoices({ db, settings }: { db: Db; settings: Settings }, wish: Wish) {
  const { count, from, everyMs } = wish;
  const { orderId, userId } = await anOrder({ db, settings }, wish);
  await sql`
    with copies as (
      insert into orders (number, user_id, plan_id, price_id, cycle, site_domain, status, subtotal_idr, tax_idr,
        total_idr, checkout_key, expires_at, created_at, paid_at)
      select 'LC-2026-' || lpad((500000 + n)::text, 6, '0'), user_id, plan_id, price_id, cycle, 'toko.test', 'paid',
        subtotal_idr, tax_idr, total_idr, gen_random_uuid(), expires_at, created_at, created_at
      from orders, generate_series(1, ${count}::int) n where id = ${orderId}
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
    from copies`.execute(db);
  return { userId };
}
