set local lock_timeout = '5s';

-- The own domain its owner wants the site known by. Counts only while that domain leads here; otherwise the site's host does.
alter table websites add column address_domain_id uuid references website_domains;

-- migrate:down
alter table websites drop column address_domain_id;
