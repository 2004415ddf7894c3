set local lock_timeout = '5s';

-- what the panel and its machine said at the last look; bytes of the file system that holds sites_root
alter table servers add column panel_version text;
alter table servers add column disk_total_bytes bigint;
alter table servers add column disk_free_bytes bigint;
alter table servers add column looked_at timestamptz;

-- what was wrong at the last look, since when, and for how many looks in a row
alter table servers add column problem text check (problem in (
  'unreachable', 'certificate-changed', 'certificate-untrusted', 'not-a-panel', 'api-off', 'host-refused',
  'key-wrong', 'address-not-listed', 'locked-out', 'refused'));
alter table servers add column problem_says text;
alter table servers add column problem_since timestamptz;
alter table servers add column misses integer not null default 0;
-- the certificate that was shown instead of the pinned one
alter table servers add column shown_fingerprint text;

alter table servers add column drain_reason text;
-- a removed server keeps its row for the history; its key is gone
alter table servers add column removed_at timestamptz;

-- migrate:down
alter table servers
  drop column panel_version,
  drop column disk_total_bytes,
  drop column disk_free_bytes,
  drop column looked_at,
  drop column problem,
  drop column problem_says,
  drop column problem_since,
  drop column misses,
  drop column shown_fingerprint,
  drop column drain_reason,
  drop column removed_at;
