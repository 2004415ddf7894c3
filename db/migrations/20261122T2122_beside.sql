set local lock_timeout = '5s';

-- Bringing back what lay beside a site, from one of its backups, into its folder on the server.
create table beside_restores (
  id uuid primary key default gen_random_uuid(),
  website_id uuid not null references websites,
  user_id uuid not null references users,
  backup_id uuid not null references backups,
  status text not null default 'waiting' check (status in ('waiting', 'done', 'failed')),
  -- files of the backup, in its order, that are on the server for certain
  done_count integer not null default 0 check (done_count >= 0),
  tries integer not null default 0,
  problem text,
  created_at timestamptz not null,
  finished_at timestamptz,
  check ((status = 'waiting') = (finished_at is null))
);
create unique index beside_restores_waiting on beside_restores (website_id) where status = 'waiting';
create index beside_restores_website on beside_restores (website_id, created_at desc);

-- migrate:down
drop table beside_restores;
