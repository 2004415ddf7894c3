set local lock_timeout = '5s';

-- Secrets for terminals and build servers: they can put a site live and see how that goes, and nothing else.
create table deploy_tokens (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users,
  -- null: every site of the account
  website_id uuid references websites,
  name text not null check (length(name) between 1 and 60),
  token_hash text not null unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index deploy_tokens_user on deploy_tokens (user_id, created_at desc);

-- What is published stays published until somebody takes the lock off.
alter table websites
  add column locked_at timestamptz,
  add column locked_by uuid references users,
  add column lock_reason text check (length(lock_reason) <= 200),
  add constraint websites_lock check ((locked_at is null) = (locked_by is null));

alter table deployments
  -- the folder asked for before the archive was looked at
  add column wanted_root text,
  add column token_id uuid references deploy_tokens,
  add column cancel_asked_at timestamptz,
  add column is_pinned boolean not null default false,
  -- against the release that was live when this one was packed
  add column compared_with uuid references deployments,
  add column files_added integer,
  add column files_changed integer,
  add column files_removed integer,
  -- the first paths of each: {"added": [], "changed": [], "removed": []}
  add column changes jsonb,
  add column is_draft boolean not null default false,
  -- where a draft can be looked at, as long as it can be
  add column preview_host text unique,
  add column ready_at timestamptz;
alter table deployments drop constraint deployments_status_check;
alter table deployments add constraint deployments_status_check check (status in ('queued', 'checking', 'packing',
  'transferring', 'extracting', 'verifying', 'ready', 'switching', 'probing', 'live', 'superseded', 'failed',
  'cancelled'));
create index deployments_ready on deployments (ready_at) where status = 'ready';

-- migrate:down
update deployments set status = 'cancelled', finished_at = now() where status = 'ready';
drop index deployments_ready;
alter table deployments drop constraint deployments_status_check;
alter table deployments add constraint deployments_status_check check (status in ('queued', 'checking', 'packing',
  'transferring', 'extracting', 'verifying', 'switching', 'probing', 'live', 'superseded', 'failed', 'cancelled'));
alter table deployments drop column wanted_root, drop column token_id, drop column cancel_asked_at,
  drop column is_pinned, drop column compared_with, drop column files_added, drop column files_changed,
  drop column files_removed, drop column changes, drop column is_draft, drop column preview_host,
  drop column ready_at;
alter table websites drop constraint websites_lock, drop column locked_at, drop column locked_by,
  drop column lock_reason;
drop table deploy_tokens;
