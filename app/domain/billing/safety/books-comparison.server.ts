import { sql } from "kysely";
import type { Db } from "#db/client.ts";
import type { DifferenceKind, Finding } from "./difference-kinds.ts";

type Found = { subject: string; order_id: string | null; detail: Finding["detail"] };

const MOST = 500;

/** Where our own books contradict themselves, each at most 500 times. Reads only. */
export async function compareBooksWithin(db: Db): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [kind, question] of Object.entries(questions) as [DifferenceKind, typeof moneyless][]) {
    const { rows } = await sql<Found>`${question} limit ${MOST}`.execute(db);
    findings.push(
      ...rows.map((row) => ({ kind, subject: row.subject, detail: row.detail, orderId: row.order_id })),
    );
  }
  return findings;
}

const moneyless = sql`
  select orders.id as subject, orders.id as order_id,
         jsonb_build_object('number', number, 'totalIdr', total_idr) as detail
  from orders
  where status = 'paid' and total_idr > 0
    and not exists (select from gateway_transactions as paid
                    where paid.order_id = orders.id and paid.outcome in ('settled', 'refunded'))
    and not exists (select from credit_entries as spent
                    where spent.order_id = orders.id and spent.reason in ('renewal', 'payment'))`;

/** What was paid ahead for a period that another term has replaced before it began is reckoned in there. */
const periodless = sql`
  select orders.id as subject, orders.id as order_id, jsonb_build_object('number', number, 'kind', kind) as detail
  from orders
  where status = 'paid' and kind in ('new', 'renewal')
    and not exists (select from subscription_periods as period where period.order_id = orders.id)
    and not exists (select from plan_changes as change
                    where change.subscription_id = orders.subscription_id and change.status = 'applied'
                      and change.from_cycle <> change.to_cycle
                      and change.applied_at between orders.paid_at and orders.period_starts_at)`;

const uncredited = sql`
  select trx_id as subject, order_id, jsonb_build_object('amountIdr', amount_idr, 'outcome', outcome) as detail
  from gateway_transactions as paid
  where outcome in ('second-payment', 'late-payment')
    and not exists (select from credit_entries where credit_entries.trx_id = paid.trx_id)`;

const siteless = sql`
  select subscriptions.id as subject, null::uuid as order_id, jsonb_build_object('status', status) as detail
  from subscriptions
  where status in ('active', 'past-due', 'cancelling', 'suspended')
    and not exists (select from websites where websites.subscription_id = subscriptions.id)`;

/** What may run and is stopped as unpaid, or may not run and is not stopped. */
const undecided = sql`
  select websites.id as subject, websites.order_id,
         jsonb_build_object('host', host, 'subscription', subscriptions.status, 'stopped', suspended_reason) as detail
  from websites join subscriptions on subscriptions.id = websites.subscription_id
  where websites.status in ('provisioning', 'active', 'suspended')
    and ((subscriptions.status in ('active', 'past-due', 'cancelling') and suspended_reason = 'unpaid')
      or (subscriptions.status in ('suspended', 'terminated', 'ended') and suspended_reason is null))`;

const endedAlive = sql`
  select websites.id as subject, websites.order_id,
         jsonb_build_object('host', host, 'subscription', subscriptions.status) as detail
  from websites join subscriptions on subscriptions.id = websites.subscription_id
  where suspended_reason = 'ended' and subscriptions.status in ('active', 'past-due', 'cancelling')`;

/** Paid for, not made, and no job that will make it. */
const forgotten = sql`
  select websites.id as subject, websites.order_id, jsonb_build_object('host', host, 'tries', tries) as detail
  from websites
  where status = 'provisioning'
    and not exists (select from graphile_worker.jobs as job
                    where job.key = 'provision-website:' || websites.id and job.attempts < job.max_attempts)
    and not exists (select from graphile_worker.jobs as job
                    where job.task_identifier = 'provision-website' and job.locked_at is not null)`;

const questions: Partial<Record<DifferenceKind, typeof moneyless>> = {
  "paid-without-money": moneyless,
  "paid-without-period": periodless,
  "credit-missing": uncredited,
  "website-missing": siteless,
  "decision-differs": undecided,
  "ended-while-paid": endedAlive,
  "not-being-made": forgotten,
};
