set local lock_timeout = '5s';

-- The rewrite file a website had before the change under way; null once visitors were seen to get what they should, or it
-- was put back.
alter table websites add column folders_before text;

-- migrate:down
alter table websites drop column folders_before;
