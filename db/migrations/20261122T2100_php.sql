set local lock_timeout = '5s';

-- whether sites here may run PHP: they share one system user, so the operator decides
alter table servers add column allows_php boolean not null default false;

alter table websites
  -- what the owner wants: a version as the panel names it ('82'); null is static
  add column php_wanted text check (php_wanted ~ '^[1-9][0-9]{1,2}$'),
  -- what the panel showed last
  add column php_version text check (php_version ~ '^[1-9][0-9]{1,2}$'),
  -- asked for and not yet on the server
  add column php_changing_at timestamptz,
  -- why the last wish did not come true
  add column php_problem text check (php_problem in ('not-allowed', 'version-gone', 'not-guarded', 'draft-open')),
  -- from here on a program may have written into the site's folder, whatever runs there now
  add column php_used_at timestamptz;

-- migrate:down
alter table websites
  drop column php_wanted,
  drop column php_version,
  drop column php_changing_at,
  drop column php_problem,
  drop column php_used_at;
alter table servers drop column allows_php;
