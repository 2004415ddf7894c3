set local lock_timeout = '5s';

create table plans (
  id text primary key check (id ~ '^[a-z0-9-]{2,30}$'),
  name text not null,
  disk_bytes bigint not null check (disk_bytes > 0),
  upload_bytes bigint not null check (upload_bytes > 0),
  unpacked_bytes bigint not null check (unpacked_bytes > 0),
  max_files integer not null check (max_files > 0),
  max_domains integer not null check (max_domains >= 0),
  releases_kept integer not null default 3 check (releases_kept between 1 and 20),
  position integer not null default 0,
  is_popular boolean not null default false,
  withdrawn_at timestamptz
);

-- A price is never edited after a sale: it is replaced, and the old row stays for the orders that name it.
create table prices (
  id uuid primary key default gen_random_uuid(),
  plan_id text not null references plans,
  cycle text not null check (cycle in ('monthly', 'yearly')),
  amount_idr bigint not null check (amount_idr > 0 and amount_idr < 1000000000),
  created_at timestamptz not null default now(),
  replaced_at timestamptz
);
create unique index prices_current on prices (plan_id, cycle) where replaced_at is null;

create table servers (
  id uuid primary key default gen_random_uuid(),
  name text not null unique,
  panel_url text not null,
  api_key_encrypted text not null,
  fingerprint text,
  ftp_host text not null,
  ftp_port integer not null,
  ftp_tls boolean not null default false,
  web_address text not null,
  sites_root text not null,
  capacity integer not null default 200 check (capacity > 0),
  is_draining boolean not null default false,
  flavour text check (flavour in ('aapanel', 'baota')),
  -- set after an authentication failure: a polling loop with a wrong key would lock our address out
  locked_until timestamptz,
  last_seen_at timestamptz,
  created_at timestamptz not null default now()
);

-- migrate:down
drop table servers, prices, plans;
