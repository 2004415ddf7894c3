set local lock_timeout = '5s';

-- The notices are their own queue: a reader takes many at once and says until when they are its own.
-- Those that waited before this have a job each.
alter table gateway_events
  add column is_waiting boolean not null default false,
  add column claimed_by uuid,
  add column claimed_until timestamptz;
create index gateway_events_waiting on gateway_events (received_at) where is_waiting;
drop index gateway_events_unhandled;

-- migrate:down
create index gateway_events_unhandled on gateway_events (received_at) where handled_at is null;
drop index gateway_events_waiting;
alter table gateway_events drop column is_waiting, drop column claimed_by, drop column claimed_until;
