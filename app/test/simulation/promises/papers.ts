import { sql } from "kysely";
import type { Checked } from "./promise.ts";

export async function invoiceNumbers({ books, users, touched }: Checked): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select 'series ' || series || ' ends at ' || last_number || ', which nothing has' as what from invoice_counters c
      where not exists (select from invoices where number = c.series || '-' || lpad(last_number::text, 6, '0'))
    union all
    select 'before ' || i.number || ' is a gap' from invoices i
      where i.user_id = any(${users}) and right(i.number, 6) <> '000001' and not exists (select from invoices
        where number = left(i.number, -6) || lpad((right(i.number, 6)::int - 1)::text, 6, '0'))
    union all
    select 'order ' || o.number || ' has ' || count(i.id) || ' invoices' from orders o
      left join invoices i on i.order_id = o.id and i.kind = 'invoice'
      where o.user_id = any(${users}) and o.paid_at is not null
        and not exists (select from graphile_worker._private_jobs j where j.payload->>'orderId' = o.id::text)
      group by o.id having count(i.id) <> 1`.execute(books);
  return [...rows.map((row) => row.what), ...(touched ? [] : await wholeSeries(books))];
}

async function wholeSeries(books: Checked["books"]): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select 'series ' || series || ': ' || n || ' of ' || last_number as what from (
      select c.series, c.last_number, count(i.id) as n, coalesce(max(right(i.number, 6)::int), 0) as highest
      from invoice_counters c left join invoices i on left(i.number, -7) = c.series
      group by c.series, c.last_number) s where n <> last_number or highest <> last_number`.execute(books);
  return rows.map((row) => row.what);
}

export async function refunds({ books, users }: Checked): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select 'order ' || o.number || ' of ' || o.total_idr || ' gave back ' || sum(r.total_idr) as what
      from orders o join refunds r on r.order_id = o.id where o.user_id = any(${users})
      group by o.id having sum(r.total_idr) > o.total_idr or sum(r.tax_idr) > o.tax_idr
        or (sum(r.total_idr) = o.total_idr and o.status <> 'refunded')
    union all
    select 'refund ' || r.id || ' of ' || r.total_idr || ' has notes over ' || coalesce(sum(n.total_idr), 0)
      from refunds r left join invoices n on n.refund_id = r.id and n.kind = 'credit-note'
      where r.user_id = any(${users})
        and not exists (select from graphile_worker._private_jobs j where j.payload->>'refundId' = r.id::text)
      group by r.id having count(n.id) <> 1 or -sum(n.total_idr) <> r.total_idr
    union all
    select 'refund ' || r.id || ' of ' || r.total_idr || ' gave credit ' || coalesce(sum(c.amount_idr), 0)
      from refunds r left join credit_entries c on c.refund_id = r.id where r.user_id = any(${users})
      group by r.id having coalesce(sum(c.amount_idr), 0) <> case r.way when 'credit' then r.total_idr else 0 end`.execute(
    books,
  );
  return rows.map((row) => row.what);
}

export async function invoiceSums({ books, users }: Checked): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select 'invoice ' || i.number || ' of ' || i.total_idr || ' for order ' || o.number || ' of ' || o.total_idr as what
      from invoices i join orders o on o.id = i.order_id
      where i.user_id = any(${users}) and i.kind = 'invoice' and (i.total_idr, i.subtotal_idr, i.tax_idr)
        is distinct from (o.total_idr, o.subtotal_idr, o.tax_idr)
    union all
    select 'order ' || number || ': ' || subtotal_idr || ' + ' || tax_idr || ' is not ' || total_idr from orders
      where user_id = any(${users}) and subtotal_idr + tax_idr <> total_idr
    union all
    select 'invoice ' || i.number || ' has lines over ' || sum((line->>'amountIdr')::bigint)
      from invoices i, jsonb_array_elements(i.lines) as line where i.user_id = any(${users})
      group by i.id having sum((line->>'amountIdr')::bigint) <> i.subtotal_idr`.execute(books);
  return rows.map((row) => row.what);
}

export async function coupons({ books, users }: Checked): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    with uses as (select coupon_id, user_id, count(*) as n from orders
      where kind = 'new' and status in ('awaiting-payment', 'paid', 'refunded') and coupon_id is not null group by 1, 2)
    select c.code || ' was used ' || sum(n) || ' times, ' || max(n) || ' by one' as what
      from uses join coupons c on c.id = coupon_id group by c.id
      having sum(n) > coalesce(c.max_uses, sum(n)) or max(n) > c.max_uses_each
    union all
    select 'order ' || o.number || ' takes ' || o.discount_idr || ' off ' || p.amount_idr
      from orders o join prices p on p.id = o.price_id left join coupons c on c.id = o.coupon_id
      where o.user_id = any(${users}) and o.kind <> 'upgrade' and (o.subtotal_idr <> p.amount_idr - o.discount_idr
        or o.discount_idr <> case when c.id is null then 0
          else least(p.amount_idr - 5000, coalesce(p.amount_idr * c.percent / 100, c.amount_idr)) end
        or (o.kind = 'renewal' and c.payments = 'first') or (c.plan_id <> o.plan_id))
    union all
    select 'order ' || bill.number || ' has forgotten ' || c.code
      from orders o join coupons c on c.id = o.coupon_id
      join orders bill on bill.subscription_id = o.subscription_id and bill.kind = 'renewal'
      where o.user_id = any(${users}) and o.kind = 'new' and c.payments = 'every'
        and bill.coupon_id is distinct from c.id and bill.plan_id = coalesce(c.plan_id, bill.plan_id)`.execute(
    books,
  );
  return rows.map((row) => row.what);
}
