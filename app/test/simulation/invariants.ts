import { sql } from "kysely";
import { periodEnd } from "#app/domain/billing/renewals/periods.ts";
import { STOP_PATH } from "#app/domain/hosting/websites/stop-page.server.ts";
import { DAY_MS } from "./clock.ts";
import type { Worker } from "./jobs.ts";
import type { World } from "./world.ts";

/** A promise that was broken, with what it is about. */
export type Violation = { rule: string; about: string };

type Checked = { world: World; worker: Worker /** Nothing has been wrong since then. */; quietSince: number };
type Rule = (checked: Checked) => Promise<string[]>;

/** After a fault is over, the shop has this long to catch up with the gateway and the panel. */
const CATCH_UP_MS = 2 * DAY_MS;

/** Each returns what is wrong; all of them hold after every simulated day. */
const rules: Record<string, Rule> = {
  "money in at the gateway is in the books, with what became of it": gatewayMoney,
  "what the gateway was paid equals settled orders, credit from it, and what is put before a person":
    balanceOfMoney,
  "a paid order has one payment, one period, and the amount it asked for": ordersPaidOnce,
  "periods of a subscription have neither gap nor overlap and end where the anchor says": periodsInLine,
  "a subscription stands as its dates say": standing,
  "sites of paid subscriptions are on, of suspended and terminated ones off": sites,
  "invoice numbers have no gap and every paid order has its invoice": invoiceNumbers,
  "credit is what its entries say, and never below nothing": credit,
  "every refund has its credit note, and none is more than was paid": refunds,
  "invoices say what their orders say": invoiceSums,
  "a coupon is used as often as it says and takes off what it says": coupons,
  "a site is removed for good only after its last export and a week's warning": removals,
  "no difference between gateway, books and panel stays open": differences,
  "every notice comes once": notices,
  "no job has given up": jobsGivenUp,
};

/** Everything that is broken now, the first rule first. */
export async function brokenPromises(checked: Checked): Promise<Violation[]> {
  const found: Violation[] = [];
  for (const [rule, check] of Object.entries(rules)) {
    for (const about of await check(checked)) found.push({ rule, about });
  }
  return found;
}

const isPaid = (status: number) => [1, 6, 7].includes(status);

async function gatewayMoney({ world, quietSince }: Checked): Promise<string[]> {
  const now = world.clock.now().getTime();
  const rows = await world.books
    .selectFrom("gateway_transactions")
    .select(["trx_id", "outcome", "amount_idr"])
    .execute();
  const books = new Map(rows.map((row) => [row.trx_id, row]));
  const wrong: string[] = [];
  for (const one of world.ipaymu.transactions()) {
    const ours = books.get(String(one.id));
    books.delete(String(one.id));
    const counted = ours && !["open", "closed"].includes(ours.outcome);
    if (counted && ours.amount_idr !== one.total)
      wrong.push(`transaction ${one.id} is ${one.total} there and ${ours.amount_idr} here`);
    if (counted && !isPaid(one.status) && one.status !== 3)
      wrong.push(`transaction ${one.id} is counted as ${ours.outcome} and was never paid`);
    const at = Date.parse(one.paidAt ?? "");
    if (!isPaid(one.status) || counted) continue;
    if (now > Math.max(at, quietSince) + CATCH_UP_MS)
      wrong.push(
        `transaction ${one.id} of ${one.referenceId}, paid ${one.paidAt}, is ${ours?.outcome ?? "unknown"} here`,
      );
  }
  return [...wrong, ...[...books.keys()].map((id) => `transaction ${id} is not the gateway's`)];
}

async function balanceOfMoney({ world }: Checked): Promise<string[]> {
  const { rows } = await sql<Record<"paid" | "orders" | "credit" | "person" | "returned", number>>`select
    (select coalesce(sum(coalesce(subtotal_idr, amount_idr)), 0)::bigint from gateway_transactions
      where outcome not in ('open', 'closed')) as paid,
    (select coalesce(sum(orders.total_idr), 0)::bigint from orders where exists
      (select from gateway_transactions as t where t.order_id = orders.id and t.outcome = 'settled')) as orders,
    (select coalesce(sum(credit_entries.amount_idr), 0)::bigint from credit_entries
      join gateway_transactions using (trx_id) where outcome <> 'refunded') as credit,
    (select coalesce(sum(coalesce(subtotal_idr, amount_idr)), 0)::bigint from gateway_transactions as t
      where outcome in ('wrong-amount', 'unknown-reference') and exists
        (select from attention_items where kind = t.outcome and subject = t.trx_id)) as person,
    (select coalesce(sum(coalesce(subtotal_idr, amount_idr)), 0)::bigint from gateway_transactions as t
      where outcome = 'refunded' and exists
        (select from attention_items where kind = 'refunded' and subject = t.trx_id)) as returned`.execute(
    world.books,
  );
  const { paid, orders, credit: given, person, returned } = rows[0]!;
  const explained = orders + given + person + returned;
  return paid === explained
    ? []
    : [`paid ${paid}, orders ${orders} + credit ${given} + for a person ${person} + returned ${returned}`];
}

async function ordersPaidOnce({ world }: Checked): Promise<string[]> {
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
          where order_id = o.id and amount_idr < 0) spent,
        lateral (select count(*) as n from subscription_periods where order_id = o.id) periods
      where o.kind <> 'upgrade'
    ) found where what <> ''`.execute(world.books);
  return rows.map(({ number, what }) => `order ${number}: ${what}`);
}

async function periodsInLine({ world }: Checked): Promise<string[]> {
  const { rows } = await sql<{
    id: string;
    anchor: Date;
    cycle: "monthly" | "yearly";
    ends: Date;
    starts: Date[];
    finishes: Date[];
  }>`select s.id, s.anchor_at as anchor, s.cycle, s.ends_at as ends,
      array_agg(p.starts_at order by p.starts_at) as starts, array_agg(p.ends_at order by p.starts_at) as finishes
    from subscriptions s join subscription_periods p on p.subscription_id = s.id
    where not exists (select from plan_changes c where c.subscription_id = s.id and c.status = 'applied')
      and s.status <> 'ended'
    group by s.id`.execute(world.books);
  const wrong: string[] = [];
  for (const { id, anchor, cycle, ends, starts, finishes } of rows) {
    const expected = starts.map((_, index) => periodEnd(anchor, cycle, index));
    const isInLine = starts.every((at, index) => at.getTime() === expected[index]!.getTime());
    const isJoined = starts.every(
      (at, index) => index === 0 || at.getTime() === finishes[index - 1]!.getTime(),
    );
    const last = finishes.at(-1)!.getTime();
    const isTrue = last === ends.getTime() && last === periodEnd(anchor, cycle, starts.length).getTime();
    if (!isInLine || !isJoined || !isTrue)
      wrong.push(
        `subscription ${id} from ${anchor.toISOString()} to ${ends.toISOString()}: ${starts
          .map((at, index) => `${at.toISOString()}..${finishes[index]!.toISOString()}`)
          .join(" ")}`,
      );
  }
  return wrong;
}

async function standing({ world, quietSince }: Checked): Promise<string[]> {
  const now = world.clock.now();
  const lagged = new Date(now.getTime() - CATCH_UP_MS);
  const isQuiet = quietSince <= lagged.getTime();
  const { rows } = await sql<{ id: string; what: string }>`
    select id, what from (
      select s.id, concat_ws(', ',
        case when s.ends_at > ${now} and s.status in ('past-due', 'suspended', 'terminated')
          then s.status || ' although paid until ' || s.ends_at end,
        case when s.status = 'suspended' and s.suspended_at <
            greatest(s.ends_at, coalesce(bill.created_at, s.ends_at)) + make_interval(days => p.grace_days)
          then 'suspended ' || s.suspended_at || ' before its grace was over' end,
        case when ${isQuiet} and s.status in ('active', 'past-due') and
            greatest(s.ends_at, coalesce(bill.created_at, s.ends_at)) + make_interval(days => p.grace_days + 3)
              < ${lagged}
          then s.status || ' although unpaid since ' || s.ends_at end,
        case when ${isQuiet} and s.status = 'active' and s.ends_at < ${lagged} then 'active past its end' end,
        case when ${isQuiet} and s.status = 'suspended' and
            s.suspended_at + make_interval(days => p.termination_days + 3) < ${lagged}
          then 'suspended for ever' end,
        case when s.status in ('active', 'past-due', 'suspended') and s.next_step_at is null
          then s.status || ' and nobody looks at it again' end) as what
      from subscriptions s join plans p on p.id = s.plan_id
      left join lateral (select created_at from orders where subscription_id = s.id and kind = 'renewal'
        and status = 'awaiting-payment') bill on true
    ) found where what <> ''`.execute(world.books);
  return rows.map(({ id, what }) => `subscription ${id}: ${what}`);
}

async function sites({ world, quietSince }: Checked): Promise<string[]> {
  const now = world.clock.now().getTime();
  // What the panel could not do yet is tried again; a day after the trouble it is done.
  if (now < quietSince + DAY_MS) return [];
  const rows = await world.books
    .selectFrom("websites")
    .innerJoin("subscriptions", "subscriptions.id", "websites.subscription_id")
    .select([
      "websites.host",
      "websites.ftp_user",
      "websites.status",
      "websites.suspended_reason",
      "websites.created_at",
      "subscriptions.status as standing",
    ])
    .execute();
  const { vhosts } = world.aapanel.state();
  // An unpaid site answers with a page of ours: its owner's pages are off.
  const isOurs = (name: string) => vhosts[name]?.root.endsWith(STOP_PATH) ?? false;
  const made = new Map(
    world.aapanel.sites().map((site) => [site.name, site.status === "1" && !isOurs(site.name)]),
  );
  const doors = new Map(world.aapanel.ftpUsers().map((user) => [user.name, user.status === "1"]));
  const failed = await world.books
    .selectFrom("attention_items")
    .select("subject")
    .where("kind", "like", "website%")
    .execute();
  const wrong: string[] = [];
  for (const row of rows) {
    const isOn = made.get(row.host) ?? false;
    const isOpen = doors.get(row.ftp_user ?? "") ?? false;
    const mayRun =
      ["active", "past-due", "cancelling"].includes(row.standing) && row.suspended_reason !== "staff";
    const where = `${row.host} (${row.status}, subscription ${row.standing})`;
    if (!mayRun && (isOn || isOpen)) wrong.push(`${where} is on`);
    const isGivenUp = row.status === "failed" && failed.length > 0;
    if (mayRun && !isGivenUp && !(isOn && isOpen && row.status === "active")) wrong.push(`${where} is off`);
  }
  return wrong;
}

async function invoiceNumbers({ world }: Checked): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select 'series ' || series || ': ' || n || ' of ' || last_number as what from (
      select c.series, c.last_number, count(i.id) as n,
        coalesce(max(right(i.number, 6)::int), 0) as highest
      from invoice_counters c left join invoices i on left(i.number, -7) = c.series
      group by c.series, c.last_number) s where n <> last_number or highest <> last_number
    union all
    select 'order ' || o.number || ' has ' || count(i.id) || ' invoices' from orders o
      left join invoices i on i.order_id = o.id and i.kind = 'invoice'
      where o.paid_at is not null
        and not exists (select from graphile_worker._private_jobs j where j.payload->>'orderId' = o.id::text)
      group by o.id having count(i.id) <> 1`.execute(world.books);
  return rows.map((row) => row.what);
}

async function credit({ world }: Checked): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select 'user ' || user_id || ' has ' || sum(amount_idr) as what from credit_entries
      group by user_id having sum(amount_idr) < 0
    union all
    select 'transaction ' || t.trx_id || ' (' || t.outcome || ') gave ' || count(c.id) || ' credit entries'
      from gateway_transactions t left join credit_entries c on c.trx_id = t.trx_id
        and c.amount_idr = coalesce(t.subtotal_idr, t.amount_idr)
      where t.outcome in ('second-payment', 'late-payment') group by t.trx_id having count(c.id) <> 1`.execute(
    world.books,
  );
  return rows.map((row) => row.what);
}

async function refunds({ world }: Checked): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select 'order ' || o.number || ' of ' || o.total_idr || ' gave back ' || sum(r.total_idr) as what
      from orders o join refunds r on r.order_id = o.id
      group by o.id having sum(r.total_idr) > o.total_idr or sum(r.tax_idr) > o.tax_idr
        or (sum(r.total_idr) = o.total_idr and o.status <> 'refunded')
    union all
    select 'refund ' || r.id || ' of ' || r.total_idr || ' has notes over ' || coalesce(sum(n.total_idr), 0)
      from refunds r left join invoices n on n.refund_id = r.id and n.kind = 'credit-note'
      where not exists (select from graphile_worker._private_jobs j where j.payload->>'refundId' = r.id::text)
      group by r.id having count(n.id) <> 1 or -sum(n.total_idr) <> r.total_idr
    union all
    select 'refund ' || r.id || ' of ' || r.total_idr || ' gave credit ' || coalesce(sum(c.amount_idr), 0)
      from refunds r left join credit_entries c on c.refund_id = r.id
      group by r.id having coalesce(sum(c.amount_idr), 0) <> case r.way when 'credit' then r.total_idr else 0 end`.execute(
    world.books,
  );
  return rows.map((row) => row.what);
}

async function invoiceSums({ world }: Checked): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select 'invoice ' || i.number || ' of ' || i.total_idr || ' for order ' || o.number || ' of ' || o.total_idr as what
      from invoices i join orders o on o.id = i.order_id
      where i.kind = 'invoice' and (i.total_idr, i.subtotal_idr, i.tax_idr) is distinct from
        (o.total_idr, o.subtotal_idr, o.tax_idr)
    union all
    select 'order ' || number || ': ' || subtotal_idr || ' + ' || tax_idr || ' is not ' || total_idr from orders
      where subtotal_idr + tax_idr <> total_idr
    union all
    select 'invoice ' || i.number || ' has lines over ' || sum((line->>'amountIdr')::bigint)
      from invoices i, jsonb_array_elements(i.lines) as line
      group by i.id having sum((line->>'amountIdr')::bigint) <> i.subtotal_idr`.execute(world.books);
  return rows.map((row) => row.what);
}

async function coupons({ world }: Checked): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    with uses as (select coupon_id, user_id, count(*) as n from orders
      where kind = 'new' and status in ('awaiting-payment', 'paid', 'refunded') and coupon_id is not null group by 1, 2)
    select c.code || ' was used ' || sum(n) || ' times, ' || max(n) || ' by one' as what
      from uses join coupons c on c.id = coupon_id group by c.id
      having sum(n) > coalesce(c.max_uses, sum(n)) or max(n) > c.max_uses_each
    union all
    select 'order ' || o.number || ' takes ' || o.discount_idr || ' off ' || p.amount_idr
      from orders o join prices p on p.id = o.price_id left join coupons c on c.id = o.coupon_id
      where o.kind <> 'upgrade' and (o.subtotal_idr <> p.amount_idr - o.discount_idr
        or o.discount_idr <> case when c.id is null then 0
          else least(p.amount_idr - 5000, coalesce(p.amount_idr * c.percent / 100, c.amount_idr)) end
        or (o.kind = 'renewal' and c.payments = 'first') or (c.plan_id <> o.plan_id))
    union all
    select 'order ' || bill.number || ' has forgotten ' || c.code
      from orders o join coupons c on c.id = o.coupon_id
      join orders bill on bill.subscription_id = o.subscription_id and bill.kind = 'renewal'
      where o.kind = 'new' and c.payments = 'every' and bill.coupon_id is distinct from c.id
        and bill.plan_id = coalesce(c.plan_id, bill.plan_id)`.execute(world.books);
  return rows.map((row) => row.what);
}

async function removals({ world }: Checked): Promise<string[]> {
  const { rows } = await sql<{ host: string; what: string; key: string | null }>`
    select w.host, e.storage_key as key, concat_ws(', ',
      case when s.status not in ('ended', 'terminated') then 'its subscription is ' || s.status end,
      case when not exists (select from audit_log where subject_id = w.id and event = 'export-ready')
        and coalesce(e.file_count, 1) > 0 then 'without an export' end,
      case when coalesce(e.file_count, 1) > 0 and not exists (select from audit_log
        where subject_id = w.id and event = 'removal-warned'
          and at <= coalesce(w.deleted_at, ${world.clock.now()}) - interval '7 days') then 'without a warning' end) as what
    from websites w join subscriptions s on s.id = w.subscription_id
    left join site_exports e on e.website_id = w.id
    where w.status in ('deleting', 'deleted')`.execute(world.books);
  const wrong = rows.filter((row) => row.what !== "").map(({ host, what }) => `${host} is removed: ${what}`);
  const { rows: kept } = await sql<{ host: string; key: string }>`
    select w.host, e.storage_key as key from site_exports e join websites w on w.id = e.website_id
    where e.status = 'ready'`.execute(world.books);
  for (const { host, key } of kept) {
    if ((await world.deps.store.size(key)) === null) wrong.push(`the export of ${host} is not in the store`);
  }
  const there = new Set(world.aapanel.sites().map((site) => site.name));
  const gone = await world.books
    .selectFrom("websites")
    .select("host")
    .where("status", "=", "deleted")
    .execute();
  return [
    ...wrong,
    ...gone.filter(({ host }) => there.has(host)).map(({ host }) => `${host} is still there`),
  ];
}

/** What the nightly comparison found is healed by it or by what runs anyway, and closed by one of the next. */
const HEALED_MS = 8 * DAY_MS;

async function differences({ world, quietSince }: Checked): Promise<string[]> {
  const now = world.clock.now().getTime();
  if (now < quietSince + HEALED_MS) return [];
  const rows = await world.books
    .selectFrom("differences")
    .select(["kind", "subject", "detail", "first_seen_at", "last_seen_at"])
    .where("resolved_at", "is", null)
    .where("first_seen_at", "<", new Date(now - HEALED_MS))
    .execute();
  return rows.map((row) => JSON.stringify(row));
}

/** Letters that stand for something that happened: one for each time it did. */
async function notices({ world }: Checked): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    with waiting as (select payload from graphile_worker._private_jobs where payload->>'kind' is not null),
    happened as (
      select letters.kind, count(*) as n from audit_log
      left join orders on orders.id = audit_log.order_id
      join (values ${sql.raw(lettersOf.map((pair) => `('${pair.join("', '")}')`).join(", "))})
        as letters (event, kind) on letters.event = audit_log.event
      -- A paid change of plan is told by the letter about the change.
      where audit_log.event <> 'order-paid' or orders.kind <> 'upgrade' group by 1
      union all
      select case kind when 'invoice' then 'invoice-issued' else 'credit-note-issued' end, count(*)
      from invoices group by 1),
    told as (
      select case when kind in ('payment-received', 'renewal-paid') then 'paid' else kind end as kind,
        count(*) as n from (
          select kind from mail_messages where sent_at is not null
          union all select payload->>'kind' from waiting) letters group by 1)
    select kind || ': happened ' || coalesce(happened.n, 0) || ' times, told ' || coalesce(told.n, 0) as what
    from happened full join told using (kind)
    where coalesce(happened.n, 0) <> coalesce(told.n, 0)
      and kind in (select kind from happened union select unnest(${lettersOf.map(([, kind]) => kind)}::text[]))
    union all
    select m.unique_key || ' was written and not sent' from mail_messages m where sent_at is null
      and not exists (select from waiting where payload->>'key' = m.unique_key)`.execute(world.books);
  return rows.map((row) => row.what);
}

/** What the history says happened, and the letter about it. */
const lettersOf: [event: string, kind: string][] = [
  ["order-paid", "paid"],
  ["payment-credited", "payment-credited"],
  ["payment-wrong-amount", "payment-refused"],
  ["plan-changed", "plan-changed"],
  ["subscription-suspended", "site-suspended"],
  ["website-resumed", "site-restored"],
  ["website-activated", "site-ready"],
  ["website-stopped-by-staff", "site-stopped"],
  ["refund-recorded", "refund-recorded"],
  ["subscription-cancelling", "subscription-cancelled"],
  ["subscription-ended", "subscription-cancelled"],
  ["cancellation-taken-back", "cancellation-taken-back"],
  ["export-ready", "export-ready"],
  ["removal-warned", "removal-soon"],
];

async function jobsGivenUp({ world, worker }: Checked): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select task.identifier || ' ' || job.payload::text as what from graphile_worker._private_jobs as job
    join graphile_worker._private_tasks as task on task.id = job.task_id
    where job.attempts >= job.max_attempts and job.locked_at is null`.execute(world.books);
  return rows.map((row) => `${row.what} gave up: ${String(worker.troubles.at(-1)?.error)}`);
}
