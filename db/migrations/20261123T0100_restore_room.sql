set local lock_timeout = '5s';

-- How many bytes a plan lacked for what was to come back beside a site; such a restore wrote nothing.
alter table beside_restores add column short_bytes bigint
  check (short_bytes is null or (short_bytes > 0 and status = 'failed'));

-- migrate:down
alter table beside_restores drop column short_bytes;
