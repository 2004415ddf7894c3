set local lock_timeout = '5s';

-- trash: off because its owner deleted it, and to be taken back until its time is over.
alter table websites drop constraint websites_suspended_reason_check;
alter table websites add constraint websites_suspended_reason_check
  check (suspended_reason in ('unpaid', 'staff', 'ended', 'trash'));
alter table websites
  -- what the customer decided; a site that is off has FTP off all the same
  add column is_ftp_wanted boolean not null default true,
  -- since when a new password, or FTP on or off, waits to be brought about on the server
  add column ftp_changing_at timestamptz,
  -- the share of the plan's disk its owner was last written about; 0 once it is well below again
  add column disk_warned_percent integer not null default 0 check (disk_warned_percent between 0 and 100),
  add column trashed_at timestamptz,
  add column trash_ends_at timestamptz,
  -- whether deleting also cancelled the subscription, so that taking it back takes that back as well
  add column did_trash_cancel boolean not null default false,
  add check (suspended_reason is distinct from 'trash' or (trashed_at is not null and trash_ends_at is not null));
create index websites_trash on websites (trash_ends_at) where suspended_reason = 'trash';

-- Copies of a website's files in the upload store, made while it runs.
create table backups (
  id uuid primary key default gen_random_uuid(),
  website_id uuid not null references websites,
  user_id uuid not null references users,
  kind text not null check (kind in ('manual', 'nightly')),
  status text not null default 'waiting' check (status in ('waiting', 'ready', 'failed', 'removed')),
  storage_key text,
  size_bytes bigint,
  sha256 text,
  file_count integer,
  -- links and what could not be read
  skipped_count integer,
  tries integer not null default 0,
  problem text,
  created_at timestamptz not null,
  -- when the archive was opened again and compared with what the server measures
  verified_at timestamptz,
  expires_at timestamptz,
  check (status <> 'ready' or (storage_key is not null and size_bytes is not null and sha256 is not null
    and file_count is not null and verified_at is not null and expires_at is not null))
);
create unique index backups_waiting on backups (website_id) where status = 'waiting';
create index backups_website on backups (website_id, created_at desc);
create index backups_expiring on backups (expires_at) where status = 'ready';

-- migrate:down
drop table backups;
drop index websites_trash;
alter table websites drop constraint websites_suspended_reason_check;
-- Deleted sites stay off: the older rules know them as stopped by staff.
update websites set suspended_reason = 'staff' where suspended_reason = 'trash';
alter table websites drop column did_trash_cancel, drop column trash_ends_at, drop column trashed_at,
  drop column disk_warned_percent, drop column ftp_changing_at, drop column is_ftp_wanted;
alter table websites add constraint websites_suspended_reason_check
  check (suspended_reason in ('unpaid', 'staff', 'ended'));
