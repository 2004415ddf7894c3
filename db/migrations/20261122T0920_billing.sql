set local lock_timeout = '5s';

create sequence order_numbers;

create table subscriptions (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users,
  plan_id text not null references plans,
  price_id uuid not null references prices,
  cycle text not null check (cycle in ('monthly', 'yearly')),
  status text not null default 'pending'
    check (status in ('pending', 'active', 'past-due', 'suspended', 'terminated', 'cancelling', 'ended')),
  -- every renewal date is computed from here, never from the date before it
  anchor_at timestamptz not null,
  ends_at timestamptz not null,
  created_at timestamptz not null default now(),
  check (ends_at > anchor_at)
);
create index subscriptions_user on subscriptions (user_id, created_at desc);
create index subscriptions_end on subscriptions (ends_at) where status in ('active', 'past-due', 'cancelling');

create table orders (
  id uuid primary key default gen_random_uuid(),
  number text not null unique,
  user_id uuid not null references users,
  kind text not null default 'new' check (kind in ('new', 'renewal', 'upgrade')),
  plan_id text not null references plans,
  price_id uuid not null references prices,
  cycle text not null check (cycle in ('monthly', 'yearly')),
  subscription_id uuid references subscriptions,
  site_label text,
  site_domain text,
  subtotal_idr bigint not null check (subtotal_idr > 0),
  tax_idr bigint not null default 0 check (tax_idr >= 0),
  total_idr bigint not null check (total_idr = subtotal_idr + tax_idr),
  -- the tax rule as it stood: {"ratePercent":12,"baseNumerator":11,"baseDenominator":12} or null
  tax_rule jsonb,
  status text not null default 'awaiting-payment'
    check (status in ('awaiting-payment', 'paid', 'refunded', 'expired', 'cancelled')),
  checkout_key uuid not null unique,
  expires_at timestamptz not null,
  paid_at timestamptz,
  closed_at timestamptz,
  created_at timestamptz not null default now(),
  check ((status in ('paid', 'refunded')) = (paid_at is not null))
);
create index orders_user on orders (user_id, created_at desc, id desc);
create index orders_user_status on orders (user_id, status, created_at desc, id desc);
create index orders_waiting on orders (expires_at) where status = 'awaiting-payment';

create table subscription_periods (
  subscription_id uuid not null references subscriptions,
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  order_id uuid not null unique references orders,
  primary key (subscription_id, starts_at)
);

create table payment_attempts (
  id uuid primary key default gen_random_uuid(),
  order_id uuid not null references orders,
  reference_id text not null unique,
  amount_idr bigint not null check (amount_idr > 0),
  status text not null default 'created' check (status in ('created', 'open', 'awaiting', 'paid', 'closed')),
  session_id text,
  url text,
  trx_id text,
  -- what the gateway says of the code it gave; never an estimate of ours
  expires_at timestamptz,
  checks integer not null default 0,
  next_check_at timestamptz,
  created_at timestamptz not null default now(),
  closed_at timestamptz
);
create unique index payment_attempts_live on payment_attempts (order_id) where status in ('created', 'open', 'awaiting');
create index payment_attempts_order on payment_attempts (order_id, created_at);
create index payment_attempts_due on payment_attempts (next_check_at) where status in ('created', 'open', 'awaiting');

-- One row for each transaction the gateway says exists. The key is what makes one payment count once.
create table gateway_transactions (
  trx_id text primary key,
  attempt_id uuid references payment_attempts,
  order_id uuid references orders,
  reference_id text,
  session_id text,
  status integer not null,
  amount_idr bigint not null,
  subtotal_idr bigint,
  fee_idr bigint not null default 0,
  method text,
  channel text,
  expires_at timestamptz,
  paid_at timestamptz,
  outcome text not null check (outcome in
    ('open', 'settled', 'second-payment', 'late-payment', 'wrong-amount', 'unknown-reference', 'closed', 'refunded')),
  first_seen_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index gateway_transactions_order on gateway_transactions (order_id);

-- What came to the callback address, as received, once. A reason to look, never a fact.
create table gateway_events (
  id uuid primary key default gen_random_uuid(),
  body_hash text not null unique,
  content_type text not null default '',
  external_id text,
  body text not null,
  is_signed boolean not null,
  trx_id text,
  reference_id text,
  deliveries integer not null default 1,
  outcome text,
  received_at timestamptz not null default now(),
  handled_at timestamptz
);
create index gateway_events_unhandled on gateway_events (received_at) where handled_at is null;

create table invoice_counters (
  series text primary key,
  last_number integer not null
);

create table invoices (
  id uuid primary key default gen_random_uuid(),
  number text not null unique,
  order_id uuid not null unique references orders,
  user_id uuid not null references users,
  issued_at timestamptz not null,
  buyer jsonb not null,
  seller jsonb not null,
  lines jsonb not null,
  subtotal_idr bigint not null,
  tax_idr bigint not null,
  total_idr bigint not null check (total_idr = subtotal_idr + tax_idr),
  tax_rule jsonb
);
create index invoices_user on invoices (user_id, issued_at desc);

create table credit_entries (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users,
  amount_idr bigint not null check (amount_idr <> 0),
  reason text not null check (reason in ('second-payment', 'late-payment', 'refund', 'manual')),
  order_id uuid references orders,
  trx_id text unique references gateway_transactions,
  note text not null default '',
  created_at timestamptz not null default now()
);
create index credit_entries_user on credit_entries (user_id, created_at desc);

-- Things only a person can decide. Each is open at most once.
create table attention_items (
  id uuid primary key default gen_random_uuid(),
  kind text not null,
  subject text not null,
  detail jsonb not null default '{}',
  user_id uuid references users,
  order_id uuid references orders,
  opened_at timestamptz not null default now(),
  resolved_at timestamptz,
  resolved_by uuid references users
);
create unique index attention_items_open on attention_items (kind, subject) where resolved_at is null;

-- Append-only: every change of state, with who or what did it.
create table audit_log (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor text not null check (actor in ('customer', 'staff', 'system', 'gateway')),
  actor_id uuid,
  subject_type text not null check (subject_type in
    ('user', 'order', 'attempt', 'subscription', 'website', 'upload', 'deployment', 'server')),
  subject_id uuid not null,
  order_id uuid,
  event text not null,
  detail jsonb not null default '{}'
);
create index audit_log_subject on audit_log (subject_type, subject_id, id);
create index audit_log_order on audit_log (order_id, id) where order_id is not null;
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed', tg_table_name;
end $$;
create trigger audit_log_is_append_only before update or delete on audit_log
  for each row execute function refuse_change();
create trigger credit_entries_are_append_only before update or delete on credit_entries
  for each row execute function refuse_change();

-- migrate:down
drop table audit_log, attention_items, credit_entries, invoices, invoice_counters, gateway_events,
  gateway_transactions, payment_attempts, subscription_periods, orders, subscriptions;
drop function refuse_change;
drop sequence order_numbers;
