import { sql } from "kysely";
import type { Checked } from "./promise.ts";

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
const events = lettersOf.map(([event]) => event);
const kindOf = new Map(lettersOf);
const counted = new Set([...kindOf.values(), "invoice-issued", "credit-note-issued"]);
const told = (kind: string) => (["payment-received", "renewal-paid"].includes(kind) ? "paid" : kind);

type Happened = { kind: string; n: number };

/** Letters that stand for something that happened: one for each time it did. Counted on from the last look. */
export function notices() {
  let seen = {
    event: 0,
    papers: new Date(0),
    happened: new Map<string, number>(),
    sent: new Map<string, number>(),
  };
  return async (checked: Checked): Promise<string[]> => {
    const { books, now, touched } = checked;
    if (!touched) seen = { event: 0, papers: new Date(0), happened: new Map(), sent: new Map() };
    const { happened, sent } = seen;
    const history = await newHistory(books, seen.event);
    for (const { kind, n } of history) add(happened, kindOf.get(kind) ?? kind, n);
    seen.event = Math.max(seen.event, ...history.map((one) => one.last));
    for (const { kind, n } of await newPapers(books, seen.papers)) add(happened, kind, n);
    seen.papers = now;
    const letters = touched ? touched.letters.map((kind) => ({ kind, n: 1 })) : await allLetters(books);
    for (const { kind, n } of letters) add(sent, told(kind), n);
    const waiting = new Map<string, number>();
    for (const { kind, n } of await waitingLetters(books)) add(waiting, told(kind), n);
    const wrong = [...counted].flatMap((kind) => {
      const times = happened.get(kind) ?? 0;
      const letters = (sent.get(kind) ?? 0) + (waiting.get(kind) ?? 0);
      return times === letters ? [] : [`${kind}: happened ${times} times, told ${letters}`];
    });
    return [...wrong, ...(await unsent(checked)), ...(await tooMany(checked))];
  };
}

function add(to: Map<string, number>, kind: string, n: number) {
  to.set(kind, (to.get(kind) ?? 0) + n);
}

async function newHistory(books: Checked["books"], since: number): Promise<(Happened & { last: number })[]> {
  const { rows } = await sql<Happened & { last: number }>`
    select audit_log.event as kind, count(*) as n, max(audit_log.id) as last from audit_log
    left join orders on orders.id = audit_log.order_id
    where audit_log.id > ${since} and audit_log.event = any(${events})
      -- A paid change of plan is told by the letter about the change.
      and (audit_log.event <> 'order-paid' or orders.kind <> 'upgrade') group by 1`.execute(books);
  return rows;
}

async function newPapers(books: Checked["books"], since: Date): Promise<Happened[]> {
  const { rows } = await sql<Happened>`
    select case kind when 'invoice' then 'invoice-issued' else 'credit-note-issued' end as kind, count(*) as n
    from invoices where issued_at > ${since} group by 1`.execute(books);
  return rows;
}

async function allLetters(books: Checked["books"]): Promise<Happened[]> {
  const { rows } = await sql<Happened>`
    select kind, count(*) as n from mail_messages where sent_at is not null group by 1`.execute(books);
  return rows;
}

async function waitingLetters(books: Checked["books"]): Promise<Happened[]> {
  const { rows } = await sql<Happened>`
    select payload->>'kind' as kind, count(*) as n from graphile_worker._private_jobs
    where payload->>'kind' is not null group by 1`.execute(books);
  return rows;
}

async function unsent({ books, users }: Checked): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select m.unique_key || ' was written and not sent' as what from mail_messages m
    where m.user_id = any(${users}) and m.sent_at is null
      and not exists (select from graphile_worker._private_jobs j where j.payload->>'key' = m.unique_key)`.execute(
    books,
  );
  return rows.map((row) => row.what);
}

/** Letters that come by the calendar: a bill has four before its date and one after it, a suspension one warning. */
async function tooMany({ books, users }: Checked): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    with letters as (select user_id, kind, count(*) as n from mail_messages
        where user_id = any(${users}) and kind in ('renewal-due', 'past-due', 'termination-soon') group by 1, 2),
      bills as (select user_id, count(distinct (subscription_id, period_starts_at)) as n from orders
        where user_id = any(${users}) and kind = 'renewal' group by 1),
      stops as (select user_id, count(*) as n from mail_messages
        where user_id = any(${users}) and kind = 'site-suspended' group by 1)
    select 'user ' || letters.user_id || ' had ' || letters.n || ' letters ' || kind as what
    from letters left join bills using (user_id) left join stops using (user_id)
    where letters.n > case kind when 'renewal-due' then 4 * coalesce(bills.n, 0) when 'past-due' then coalesce(bills.n, 0)
      else coalesce(stops.n, 0) end
    union all
    select letter || ' came ' || count(*) || ' times' from (
      -- What the letter is about: its kind, the subscription, the end of its period, and which of several it is.
      select substring(unique_key from '^[a-z-]+:[0-9a-f-]{36}:[^Z]+Z:[0-9]+') as letter from mail_messages
      where user_id = any(${users}) and kind in ('renewal-due', 'past-due', 'termination-soon')) of_step
    group by letter having count(*) > 1`.execute(books);
  return rows.map((row) => row.what);
}
