set local lock_timeout = '5s';

-- A wish for another plan or cycle, with the arithmetic as it was shown. What has to be paid first has an order.
create table plan_changes (
  id uuid primary key default gen_random_uuid(),
  subscription_id uuid not null references subscriptions,
  user_id uuid not null references users,
  order_id uuid unique references orders,
  from_plan_id text not null references plans,
  from_price_id uuid not null references prices,
  from_cycle text not null check (from_cycle in ('monthly', 'yearly')),
  to_plan_id text not null references plans,
  to_price_id uuid not null references prices,
  to_cycle text not null check (to_cycle in ('monthly', 'yearly')),
  quoted_at timestamptz not null,
  -- the period it was computed in: a change quoted in another one is not applied
  period_starts_at timestamptz not null,
  period_ends_at timestamptz not null check (period_ends_at > period_starts_at),
  arithmetic jsonb not null,
  -- before tax: above zero is paid first, below zero becomes credit
  difference_idr bigint not null,
  status text not null check (status in ('awaiting-payment', 'applied', 'withdrawn')),
  applied_at timestamptz,
  created_at timestamptz not null default now(),
  check ((status = 'applied') = (applied_at is not null)),
  check (status <> 'awaiting-payment' or order_id is not null)
);
create unique index plan_changes_open on plan_changes (subscription_id) where status = 'awaiting-payment';
create index plan_changes_subscription on plan_changes (subscription_id, created_at desc);

-- Each time a customer asked to end a subscription; taking it back keeps the row.
create table cancellations (
  id uuid primary key default gen_random_uuid(),
  subscription_id uuid not null references subscriptions,
  user_id uuid not null references users,
  mode text not null check (mode in ('now', 'at-term')),
  reason text not null check (reason in ('price', 'not-needed', 'moving', 'trouble', 'other')),
  note text not null default '',
  requested_at timestamptz not null,
  takes_effect_at timestamptz not null,
  taken_back_at timestamptz,
  ended_at timestamptz,
  check (taken_back_at is null or ended_at is null)
);
create unique index cancellations_open on cancellations (subscription_id)
  where taken_back_at is null and ended_at is null;

-- Money given back: the gateway has no such call, so it is credit, or a transfer by hand with its proof.
create table refunds (
  id uuid primary key default gen_random_uuid(),
  order_id uuid not null references orders,
  user_id uuid not null references users,
  way text not null check (way in ('credit', 'transfer')),
  cause text not null check (cause in ('staff', 'downgrade', 'cancellation')),
  subtotal_idr bigint not null check (subtotal_idr > 0),
  tax_idr bigint not null default 0 check (tax_idr >= 0),
  total_idr bigint not null check (total_idr = subtotal_idr + tax_idr),
  reason text not null default '',
  proof_reference text,
  -- the file of the proof in the upload store, with its type
  proof_key text,
  proof_type text,
  recorded_by uuid references users,
  created_at timestamptz not null,
  check (way <> 'transfer' or (proof_reference is not null and recorded_by is not null))
);
create index refunds_order on refunds (order_id, created_at);
create trigger refunds_are_append_only before update or delete on refunds
  for each row execute function refuse_change();

-- A credit note corrects an invoice; it is numbered in a series of its own.
alter table invoices
  add column kind text not null default 'invoice' check (kind in ('invoice', 'credit-note')),
  add column corrects_id uuid references invoices,
  add column refund_id uuid unique references refunds,
  add check ((kind = 'credit-note') = (corrects_id is not null and refund_id is not null));
alter table invoices drop constraint invoices_order_id_key;
create unique index invoices_order on invoices (order_id) where kind = 'invoice';
create index invoices_corrects on invoices (corrects_id) where corrects_id is not null;

alter table credit_entries drop constraint credit_entries_reason_check;
alter table credit_entries add constraint credit_entries_reason_check check (reason in
  ('second-payment', 'late-payment', 'refund', 'manual', 'renewal', 'downgrade', 'cancellation', 'payment'));
alter table credit_entries add constraint credit_entries_payment_check
  check (reason <> 'payment' or (amount_idr < 0 and order_id is not null));
create unique index credit_entries_payment on credit_entries (order_id) where reason = 'payment';
alter table credit_entries add column refund_id uuid unique references refunds;

alter table audit_log drop constraint audit_log_subject_type_check;
alter table audit_log add constraint audit_log_subject_type_check check (subject_type in
  ('user', 'order', 'attempt', 'subscription', 'website', 'upload', 'deployment', 'server',
   'refund', 'coupon', 'plan', 'billing', 'token', 'domain'));

-- migrate:down
alter table audit_log disable trigger audit_log_is_append_only;
delete from audit_log where subject_type in ('refund', 'coupon', 'plan', 'billing', 'token', 'domain');
alter table audit_log enable trigger audit_log_is_append_only;
alter table audit_log drop constraint audit_log_subject_type_check;
alter table audit_log add constraint audit_log_subject_type_check check (subject_type in
  ('user', 'order', 'attempt', 'subscription', 'website', 'upload', 'deployment', 'server'));
drop index credit_entries_payment;
alter table credit_entries drop constraint credit_entries_payment_check;
alter table credit_entries drop constraint credit_entries_reason_check;
alter table credit_entries disable trigger credit_entries_are_append_only;
-- Credit stays what it is: the rows are kept under a reason the older rules know.
update credit_entries set note = reason, reason = 'manual', refund_id = null
  where reason in ('downgrade', 'cancellation', 'payment') or refund_id is not null;
alter table credit_entries enable trigger credit_entries_are_append_only;
alter table credit_entries drop column refund_id;
alter table credit_entries add constraint credit_entries_reason_check
  check (reason in ('second-payment', 'late-payment', 'refund', 'manual', 'renewal'));
delete from invoices where kind = 'credit-note';
drop index invoices_order, invoices_corrects;
alter table invoices drop column refund_id, drop column corrects_id, drop column kind,
  add constraint invoices_order_id_key unique (order_id);
drop table refunds, cancellations, plan_changes;
