import { sql } from "kysely";
import { addStarterPlans } from "#app/domain/catalog/starter-plans.ts";
import type { Db } from "#db/client.ts";

type Wish = {
  count: number;
  /** How many of them the billing run must look at now: their bill is due, their paid term ends in three days. */
  due: number;
};

/** A transaction notes a lock for each host it takes, and PostgreSQL has room for some 6,400 of them in all. */
const AT_ONCE = 2_000;

/**
 * Running subscriptions, each with its customer, its paid first order, its period and its website,
 * written straight into the tables: for measuring. Called again, more are added.
 */
export async function manySubscriptions(db: Db, { count, due }: Wish): Promise<void> {
  await addStarterPlans(db);
  for (let done = 0; done < count; done += AT_ONCE) {
    await someSubscriptions(db, { count: Math.min(AT_ONCE, count - done), due: due - done });
  }
  await sql`analyze`.execute(db);
}

async function someSubscriptions(db: Db, { count, due }: Wish): Promise<void> {
  await sql`
    with wanted as materialized (
      select gen_random_uuid() as user_id, gen_random_uuid() as subscription_id, gen_random_uuid() as order_id,
        nextval('order_numbers') as number, plan_id, prices.id as price_id, cycle, amount_idr,
        now() + case when n <= ${due}::int then interval '3 days' else interval '20 days' end as ends_at,
        now() + case when n <= ${due}::int then interval '-1 minute' else interval '13 days' end as next_step_at
      from generate_series(1, ${count}::int) n,
        (select * from prices where replaced_at is null and cycle = 'monthly' order by amount_idr limit 1) prices
    ), buyers as (
      insert into users (id, email, name, password_hash, email_verified_at)
      select user_id, 'banyak-' || user_id || '@contoh.test', 'Sari', 'not a hash', now() from wanted
    ), terms as (
      insert into subscriptions (id, user_id, plan_id, price_id, cycle, status, anchor_at, ends_at, created_at, next_step_at)
      select subscription_id, user_id, plan_id, price_id, cycle, 'active', ends_at - interval '1 month', ends_at,
        ends_at - interval '1 month', next_step_at from wanted
    ), sales as (
      insert into orders (id, number, user_id, plan_id, price_id, cycle, subscription_id, site_label, status,
        subtotal_idr, total_idr, checkout_key, expires_at, created_at, paid_at)
      select order_id, 'LC-2026-' || lpad(number::text, 6, '0'), user_id, plan_id, price_id, cycle, subscription_id,
        'banyak-' || number, 'paid', amount_idr, amount_idr, gen_random_uuid(), ends_at - interval '29 days',
        ends_at - interval '1 month', ends_at - interval '1 month' from wanted
    ), sites as (
      insert into websites (user_id, subscription_id, order_id, host, created_at)
      select user_id, subscription_id, order_id, 'banyak-' || number || '.situs.test', ends_at - interval '1 month'
      from wanted
    ), history as (
      insert into audit_log (actor, subject_type, subject_id, order_id, event, detail, at)
      select 'system', 'order', order_id, order_id, 'order-paid', '{}', ends_at - interval '1 month' from wanted
    )
    insert into subscription_periods (subscription_id, starts_at, ends_at, order_id)
    select subscription_id, ends_at - interval '1 month', ends_at, order_id from wanted`.execute(db);
}
