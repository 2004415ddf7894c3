set local lock_timeout = '5s';

-- How long the last export of an ended website can be fetched; its files are removed for good after that.
alter table plans add column export_days integer not null default 30 check (export_days between 8 and 365);

-- ended: off for good. Payment lifts 'unpaid' only, staff lift 'staff' only, nobody lifts 'ended'.
alter table websites drop constraint websites_suspended_reason_check;
alter table websites add constraint websites_suspended_reason_check
  check (suspended_reason in ('unpaid', 'staff', 'ended'));
alter table websites
  add column ended_at timestamptz,
  add column deleted_at timestamptz,
  -- why staff stopped it, for staff
  add column stop_note text check (length(stop_note) <= 500),
  add check (suspended_reason is distinct from 'ended' or ended_at is not null),
  add check ((status = 'deleted') = (deleted_at is not null));
create index websites_ending on websites (ended_at) where ended_at is not null and status <> 'deleted';
create index websites_newest on websites (created_at desc, id desc);

-- The last export of an ended website. Nothing is removed before it is 'ready' and past its time, there was nothing
-- to keep ('empty'), or staff gave it up ('waived'). 'removed': its time is over and the file is gone too.
create table site_exports (
  id uuid primary key default gen_random_uuid(),
  website_id uuid not null unique references websites,
  user_id uuid not null references users,
  status text not null default 'waiting' check (status in ('waiting', 'ready', 'empty', 'waived', 'removed')),
  storage_key text,
  size_bytes bigint,
  sha256 text,
  file_count integer,
  -- links and what could not be read
  skipped_count integer,
  tries integer not null default 0,
  problem text,
  created_at timestamptz not null,
  ready_at timestamptz,
  expires_at timestamptz,
  warned_at timestamptz,
  waived_by uuid references users,
  check (status <> 'ready' or (storage_key is not null and size_bytes is not null and sha256 is not null
    and file_count is not null and ready_at is not null)),
  check (status not in ('ready', 'empty', 'waived', 'removed') or expires_at is not null),
  check ((status = 'waived') <= (waived_by is not null))
);
create index site_exports_expiring on site_exports (expires_at) where status in ('ready', 'empty', 'waived');
create index site_exports_waiting on site_exports (created_at) where status = 'waiting';

-- When the brake holds a day's removals, staff may allow so many of them.
create table removal_permits (
  id uuid primary key default gen_random_uuid(),
  most integer not null check (most > 0),
  allowed_by uuid not null references users,
  allowed_at timestamptz not null,
  valid_until timestamptz not null check (valid_until > allowed_at)
);
create index removal_permits_valid on removal_permits (valid_until);

-- migrate:down
drop table removal_permits, site_exports;
drop index websites_newest, websites_ending;
alter table websites drop constraint websites_suspended_reason_check;
-- What has ended stays off: the older rules know it as stopped by staff.
update websites set suspended_reason = 'staff' where suspended_reason = 'ended';
alter table websites drop column stop_note, drop column deleted_at, drop column ended_at;
alter table websites add constraint websites_suspended_reason_check check (suspended_reason in ('unpaid', 'staff'));
alter table plans drop column export_days;
