set local lock_timeout = '5s';

-- When the owner of a deleted site was told that its last day has come; nothing is final before that.
alter table websites add column trash_warned_at timestamptz;

-- migrate:down
alter table websites drop column trash_warned_at;
