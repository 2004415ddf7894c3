set local lock_timeout = '5s';

create table websites (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users,
  subscription_id uuid not null unique references subscriptions,
  order_id uuid not null references orders,
  server_id uuid references servers,
  status text not null default 'provisioning'
    check (status in ('provisioning', 'active', 'suspended', 'deleting', 'deleted', 'failed')),
  -- the site's public host name without port: name.SITES_DOMAIN or the customer's own domain
  host text not null check (host = lower(host)),
  site_path text,
  panel_site_id integer,
  ftp_user text,
  ftp_password_encrypted text,
  run_path text not null default '/',
  tries integer not null default 0,
  -- a code the pages translate, and the text for the log and for staff
  problem_code text,
  problem_detail text,
  live_deployment_id uuid,
  disk_used_bytes bigint,
  disk_measured_at timestamptz,
  activated_at timestamptz,
  created_at timestamptz not null default now(),
  check (status <> 'active' or (server_id is not null and panel_site_id is not null and ftp_user is not null))
);
create unique index websites_host on websites (host) where status <> 'deleted';
create index websites_user on websites (user_id, created_at desc);
create index websites_server on websites (server_id) where status <> 'deleted';

create table uploads (
  id uuid primary key default gen_random_uuid(),
  website_id uuid not null references websites,
  user_id uuid not null references users,
  file_name text not null check (length(file_name) between 1 and 255),
  format text not null check (format in ('zip', 'tar.gz')),
  size_bytes bigint not null check (size_bytes >= 0),
  sha256 text not null,
  storage_key text not null unique,
  status text not null default 'received' check (status in ('received', 'accepted', 'refused', 'removed')),
  -- what the inspection found: roots, dropped, warnings, counts; or the refusal with its entry
  findings jsonb,
  root text,
  created_at timestamptz not null default now()
);
create index uploads_website on uploads (website_id, created_at desc, id desc);

create table deployments (
  id uuid primary key default gen_random_uuid(),
  website_id uuid not null references websites,
  upload_id uuid references uploads,
  user_id uuid not null references users,
  number integer not null,
  status text not null default 'queued' check (status in ('queued', 'checking', 'packing', 'transferring',
    'extracting', 'verifying', 'switching', 'probing', 'live', 'superseded', 'failed', 'cancelled')),
  release_path text,
  manifest_key text,
  file_count integer,
  total_bytes bigint,
  previous_deployment_id uuid references deployments,
  is_kept boolean not null default false,
  failed_step text,
  failure_code text,
  failure_detail jsonb,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  unique (website_id, number)
);
create index deployments_website on deployments (website_id, number desc);
-- one run at a time, and at most one waiting behind it
create unique index deployments_running on deployments (website_id) where status in
  ('checking', 'packing', 'transferring', 'extracting', 'verifying', 'switching', 'probing');
create unique index deployments_waiting on deployments (website_id) where status = 'queued';
alter table websites add foreign key (live_deployment_id) references deployments;

create table deployment_steps (
  deployment_id uuid not null references deployments on delete cascade,
  step text not null,
  try integer not null default 1,
  started_at timestamptz not null,
  finished_at timestamptz,
  outcome text check (outcome in ('done', 'failed', 'interrupted')),
  detail jsonb not null default '{}',
  primary key (deployment_id, step, try)
);

-- Which worker processes are alive; jobs of one that died are freed from here.
create table workers (
  id text primary key,
  process_id text not null,
  started_at timestamptz not null default now(),
  beat_at timestamptz not null default now()
);

-- migrate:down
drop table workers, deployment_steps;
alter table websites drop column live_deployment_id;
drop table deployments, uploads, websites;
