set local lock_timeout = '5s';

-- Staff find a site by how its host, or a domain of its owner's, begins: in the order of bytes, so that a beginning is a range.
create index websites_host_beginning on websites (host collate "C");
create index website_domains_host_beginning on website_domains (host collate "C")
  where status not in ('given-up', 'removed');
-- A site's archives are leafed through past those that are gone.
create index uploads_existing on uploads (website_id, created_at desc, id desc) where status <> 'removed';

-- migrate:down
drop index websites_host_beginning, website_domains_host_beginning, uploads_existing;
