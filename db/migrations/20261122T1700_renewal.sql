set local lock_timeout = '5s';

-- How a plan renews: days before the end, after the end, and after the suspension.
alter table plans
  add column renewal_days_monthly integer not null default 7 check (renewal_days_monthly between 1 and 27),
  add column renewal_days_yearly integer not null default 14 check (renewal_days_yearly between 1 and 90),
  add column grace_days integer not null default 3 check (grace_days between 0 and 60),
  add column termination_days integer not null default 30 check (termination_days between 7 and 365);

-- next_step_at: when the billing run has to look at it next; null when there is nothing left to do.
alter table subscriptions
  add column suspended_at timestamptz,
  add column next_step_at timestamptz default now(),
  add check (status <> 'suspended' or suspended_at is not null);
create index subscriptions_next_step on subscriptions (next_step_at)
  where status in ('active', 'past-due', 'suspended');
-- The end was what the billing run would have searched by; it searches by its next step.
drop index subscriptions_end;

-- A period has one bill that can be paid, however often the billing run asks for it.
alter table orders
  add column period_starts_at timestamptz,
  add check ((kind = 'renewal') = (period_starts_at is not null)),
  add check (kind <> 'renewal' or subscription_id is not null);
create unique index orders_renewal on orders (subscription_id, period_starts_at)
  where kind = 'renewal' and status not in ('cancelled', 'expired');

-- Spending is a negative entry, once for an order.
alter table credit_entries drop constraint credit_entries_reason_check;
alter table credit_entries add constraint credit_entries_reason_check
  check (reason in ('second-payment', 'late-payment', 'refund', 'manual', 'renewal'));
alter table credit_entries add constraint credit_entries_spending_check
  check (reason <> 'renewal' or (amount_idr < 0 and order_id is not null));
create unique index credit_entries_renewal on credit_entries (order_id) where reason = 'renewal';

-- Why a website must be off; null while it should run. The server is made to follow by a job.
alter table websites add column suspended_reason text check (suspended_reason in ('unpaid', 'staff'));

-- migrate:down
alter table websites drop column suspended_reason;
drop index credit_entries_renewal;
alter table credit_entries drop constraint credit_entries_spending_check;
alter table credit_entries drop constraint credit_entries_reason_check;
-- Credit that was spent stays spent: the rows are kept under a reason the older rules know.
alter table credit_entries disable trigger credit_entries_are_append_only;
update credit_entries set reason = 'manual', note = 'renewal' where reason = 'renewal';
alter table credit_entries enable trigger credit_entries_are_append_only;
alter table credit_entries add constraint credit_entries_reason_check
  check (reason in ('second-payment', 'late-payment', 'refund', 'manual'));
drop index orders_renewal;
alter table orders drop column period_starts_at;
drop index subscriptions_next_step;
alter table subscriptions drop column next_step_at, drop column suspended_at;
create index subscriptions_end on subscriptions (ends_at) where status in ('active', 'past-due', 'cancelling');
alter table plans drop column renewal_days_monthly, drop column renewal_days_yearly,
  drop column grace_days, drop column termination_days;
