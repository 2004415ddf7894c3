set local lock_timeout = '5s';

-- Where gateway, books and panel disagree. One open row for each (kind, subject); `healed_at` is when a cure was begun.
create table differences (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind ~ '^[a-z-]{3,40}$'),
  subject text not null,
  detail jsonb not null default '{}',
  order_id uuid references orders,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  healed_at timestamptz,
  resolved_at timestamptz,
  resolved_by uuid references users,
  note text not null default '',
  check (resolved_by is null or resolved_at is not null)
);
create unique index differences_open on differences (kind, subject) where resolved_at is null;
create index differences_subject on differences (kind, subject, resolved_at desc);

create table comparisons (
  id uuid primary key default gen_random_uuid(),
  began_at timestamptz not null,
  from_day text not null check (from_day ~ '^\d{4}-\d\d-\d\d$'),
  to_day text not null check (to_day ~ '^\d{4}-\d\d-\d\d$'),
  -- What did not answer: `gateway`, or the name of a server. Nothing is concluded from silence.
  silent jsonb not null default '[]',
  transactions integer not null,
  sites integer not null,
  opened integer not null,
  healed integer not null,
  closed integer not null
);
create index comparisons_began on comparisons (began_at desc);

-- How far time had come when a recurring job last ran well, and what is wrong with time since.
create table clock_marks (
  name text primary key,
  -- The last run of any outcome, and the last one whose time was believed.
  beat_at timestamptz not null,
  marked_at timestamptz not null,
  trouble text check (trouble in ('clock-back', 'clock-leap', 'database-back')),
  trouble_at timestamptz,
  check ((trouble is null) = (trouble_at is null))
);

-- One row: whoever takes a website away locks it first, so that they are counted one by one.
create table brake (
  id boolean primary key default true check (id),
  allowed_until timestamptz,
  base integer,
  base_counted_at timestamptz
);
insert into brake default values;

create table taken_away (
  id bigint generated always as identity primary key,
  subscription_id uuid not null references subscriptions,
  act text not null check (act in ('suspend', 'terminate')),
  at timestamptz not null
);
create index taken_away_at on taken_away (at);

create table held_back (
  subscription_id uuid primary key references subscriptions,
  act text not null check (act in ('suspend', 'terminate')),
  -- The end of what was paid for when it was held: once that has moved, it no longer waits.
  ends_at timestamptz not null,
  since timestamptz not null
);

-- migrate:down
drop table held_back, taken_away, brake, clock_marks, comparisons, differences;
