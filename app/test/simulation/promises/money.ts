import { sql } from "kysely";
import { DAY_MS } from "../clock.ts";
import type { World } from "../world.ts";
import type { Checked } from "./promise.ts";

/** After a fault is over, the shop has this long to catch up with the gateway and the panel. */
export const CATCH_UP_MS = 2 * DAY_MS;

const isPaid = (status: number) => [1, 6, 7].includes(status);
type Told = ReturnType<World["ipaymu"]["transactions"]>[number];

/** Compares the gateway's transactions with the books, those that changed on either side since the last look. */
export function gatewayMoney() {
  const agreed = new Map<number, string>();
  return async (checked: Checked): Promise<string[]> => {
    const { world, touched } = checked;
    const all = world.ipaymu.transactions();
    const written = new Set(touched?.transactions);
    const looked = touched
      ? all.filter((one) => written.has(String(one.id)) || agreed.get(one.id) !== stateOf(one))
      : all;
    const wanted = touched ? [...looked.map((one) => String(one.id)), ...written] : null;
    const { rows } = await sql<{ trx_id: string; outcome: string; amount_idr: number }>`
      select trx_id, outcome, amount_idr from gateway_transactions
      where ${wanted}::text[] is null or trx_id = any(${wanted})`.execute(checked.books);
    const books = new Map(rows.map((row) => [row.trx_id, row]));
    const wrong: string[] = [];
    for (const one of looked) {
      const ours = books.get(String(one.id));
      books.delete(String(one.id));
      const judged = judge(one, ours, checked);
      if (judged === "agreed") agreed.set(one.id, stateOf(one));
      else agreed.delete(one.id);
      if (typeof judged === "object") wrong.push(judged.wrong);
    }
    return [...wrong, ...[...books.keys()].map((id) => `transaction ${id} is not the gateway's`)];
  };
}

const stateOf = ({ status, total }: Told) => `${status} ${total}`;

function judge(
  one: Told,
  ours: { outcome: string; amount_idr: number } | undefined,
  { now, quietSince }: Checked,
): "agreed" | "not-yet" | { wrong: string } {
  const counted = ours && !["open", "closed"].includes(ours.outcome);
  if (counted && ours.amount_idr !== one.total)
    return { wrong: `transaction ${one.id} is ${one.total} there and ${ours.amount_idr} here` };
  if (counted && !isPaid(one.status) && one.status !== 3)
    return { wrong: `transaction ${one.id} is counted as ${ours.outcome} and was never paid` };
  if (!isPaid(one.status) || counted) return "agreed";
  if (now.getTime() <= Math.max(Date.parse(one.paidAt ?? ""), quietSince) + CATCH_UP_MS) return "not-yet";
  const here = ours?.outcome ?? "unknown";
  return { wrong: `transaction ${one.id} of ${one.referenceId}, paid ${one.paidAt}, is ${here} here` };
}

/** Each buyer's money by itself, and that of nobody we know. */
export async function balanceOfMoney({ books, users }: Checked): Promise<string[]> {
  const { rows } = await sql<Record<"who" | "paid" | "explained", string>>`
    with paid as (
      select t.*, o.user_id, coalesce(t.subtotal_idr, t.amount_idr) as sum
      from orders o join gateway_transactions t on t.order_id = o.id where o.user_id = any(${users})
      union all
      select t.*, null, coalesce(t.subtotal_idr, t.amount_idr) from gateway_transactions t where order_id is null),
    sums as (
      select user_id, sum(sum) filter (where outcome not in ('open', 'closed')) as paid,
        sum(sum) filter (where outcome in ('wrong-amount', 'unknown-reference', 'refunded') and exists
          (select from attention_items where kind = outcome and subject = trx_id)) as person
      from paid group by user_id)
    select user_id as who, paid,
      coalesce(person, 0)
      + coalesce((select sum(o.total_idr) from orders o where o.user_id = sums.user_id and exists
          (select from gateway_transactions t where t.order_id = o.id and t.outcome = 'settled')), 0)
      + coalesce((select sum(c.amount_idr) from credit_entries c join gateway_transactions t using (trx_id)
          where c.user_id = sums.user_id and t.outcome <> 'refunded'), 0) as explained
    from sums`.execute(books);
  return rows
    .filter(({ paid, explained }) => Number(paid ?? 0) !== Number(explained))
    .map(
      ({ who, paid, explained }) => `${who ?? "strangers"} paid ${paid}, of which ${explained} is explained`,
    );
}

export async function ordersPaidOnce({ books, users }: Checked): Promise<string[]> {
  const { rows } = await sql<{ number: string; what: string }>`
    select number, what from (
      select o.number, concat_ws(', ',
        case when o.status in ('paid', 'refunded') and payments.n + spent.n <> 1 and not payments.returned
          then payments.n + spent.n || ' payments' end,
        case when o.status in ('paid', 'refunded') and periods.n <> 1 and not (periods.n = 0 and exists (
            -- Another term has begun before this period did: what was paid for it was reckoned in.
            select from plan_changes c where c.subscription_id = o.subscription_id and c.status = 'applied'
              and c.from_cycle <> c.to_cycle and c.applied_at <= o.period_starts_at))
          then periods.n || ' periods' end,
        case when o.status not in ('paid', 'refunded') and (payments.n > 0 or spent.n > 0 or periods.n > 0)
          then 'is ' || o.status || ' and has a payment or period' end,
        case when payments.amount <> o.total_idr or spent.amount <> o.total_idr then 'another amount' end) as what
      from orders o,
        lateral (select count(*) filter (where outcome = 'settled') as n,
          coalesce(bool_or(outcome = 'refunded'), false) as returned,
          sum(coalesce(subtotal_idr, amount_idr)) filter (where outcome = 'settled') as amount
          from gateway_transactions where order_id = o.id) payments,
        lateral (select count(*) as n, -sum(amount_idr) as amount from credit_entries
          where user_id = o.user_id and order_id = o.id and amount_idr < 0) spent,
        lateral (select count(*) as n from subscription_periods where order_id = o.id) periods
      where o.kind <> 'upgrade' and o.user_id = any(${users})
    ) found where what <> ''`.execute(books);
  return rows.map(({ number, what }) => `order ${number}: ${what}`);
}

export async function credit({ books, users }: Checked): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select 'user ' || user_id || ' has ' || sum(amount_idr) as what from credit_entries
      where user_id = any(${users}) group by user_id having sum(amount_idr) < 0
    union all
    select 'transaction ' || t.trx_id || ' (' || t.outcome || ') gave ' || count(c.id) || ' credit entries'
      from orders o join gateway_transactions t on t.order_id = o.id
        left join credit_entries c on c.trx_id = t.trx_id and c.amount_idr = coalesce(t.subtotal_idr, t.amount_idr)
      where o.user_id = any(${users}) and t.outcome in ('second-payment', 'late-payment')
      group by t.trx_id having count(c.id) <> 1`.execute(books);
  return rows.map((row) => row.what);
}

/** Credit that covers the whole of a bill pays it: two days after both are there, no such bill is open. */
export async function creditIsUsed({ books, users, now, quietSince }: Checked): Promise<string[]> {
  const since = new Date(now.getTime() - CATCH_UP_MS);
  if (quietSince > since.getTime()) return [];
  const { rows } = await sql<{ what: string }>`
    select 'bill ' || o.number || ' of ' || o.total_idr || ' is open with a credit of ' || balance.idr as what
    from orders o join subscriptions s on s.id = o.subscription_id,
      lateral (select sum(amount_idr) as idr, max(created_at) as last from credit_entries
        where user_id = o.user_id) balance
    where o.user_id = any(${users}) and o.status = 'awaiting-payment' and o.kind = 'renewal'
      and s.status in ('active', 'past-due', 'suspended')
      and o.created_at < ${since} and balance.last < ${since} and balance.idr >= o.total_idr`.execute(books);
  return rows.map((row) => row.what);
}
