set local lock_timeout = '5s';

-- folders beside the releases that sites write to; forgetting one leaves its files
create table kept_folders (
  website_id uuid not null references websites on delete cascade,
  name text not null check (name ~ '^[a-z0-9][a-z0-9_-]{0,39}$'),
  -- whether visitors may open its files under /name/
  is_public boolean not null,
  created_at timestamptz not null default now(),
  primary key (website_id, name)
);

alter table websites
  -- since when the server has to be brought in line with the folders that are kept
  add column folders_changing_at timestamptz,
  -- why visitors do not reach them as they should
  add column folders_problem text check (folders_problem in ('refused', 'not-served'));

-- migrate:down
alter table websites drop column folders_changing_at, drop column folders_problem;
drop table kept_folders;
