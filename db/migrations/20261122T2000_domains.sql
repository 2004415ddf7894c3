set local lock_timeout = '5s';

-- where the server's sites answer over TLS; port 443 of web_address when null
alter table servers add column tls_address text;

-- Customers' own domains. `is_main` is the site's own host, where that is a domain of theirs.
create table website_domains (
  id uuid primary key default gen_random_uuid(),
  website_id uuid not null references websites,
  host text not null check (host = lower(host)),
  is_main boolean not null default false,
  status text not null default 'waiting-for-dns'
    check (status in ('waiting-for-dns', 'bound', 'given-up', 'removing', 'removed')),
  -- what the DNS last answered, and what that means; null before the first look
  dns_found jsonb,
  dns_verdict text check (dns_verdict in
    ('points-here', 'no-such-name', 'no-address', 'elsewhere', 'mixed', 'ipv6-elsewhere', 'dns-failed')),
  checked_at timestamptz,
  checks integer not null default 0,
  -- the server's refusal, for staff
  problem_detail text,
  bound_at timestamptz,
  removed_at timestamptz,
  created_at timestamptz not null default now()
);
create unique index website_domains_host on website_domains (host) where status not in ('given-up', 'removed');
create index website_domains_website on website_domains (website_id, created_at);

-- A site's HTTPS. The private key is on the server alone.
create table website_certificates (
  website_id uuid primary key references websites,
  status text not null default 'none' check (status in ('none', 'on', 'trouble')),
  -- as seen from outside
  names jsonb not null default '[]',
  issuer text,
  not_after timestamptz,
  fingerprint text,
  watched_at timestamptz,
  problem_code text,
  problem_detail text,
  is_redirect_wanted boolean not null default true,
  is_redirect_on boolean not null default false,
  -- how often a certificate was asked for in vain since the last good one, and in the 24 hours from tries_from
  failures integer not null default 0,
  tries integer not null default 0,
  tries_from timestamptz,
  next_try_at timestamptz,
  check (status <> 'on' or not_after is not null)
);

-- One host leads to one site, whichever table names it. A second one is left out of the table without an error, as
-- `on conflict do nothing` does: a sale counts even when its host was taken meanwhile.
create function skip_taken_domain() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(7205, hashtext(new.host));
  if exists (select from websites where host = new.host and status <> 'deleted' and id <> new.website_id) then
    return null;
  end if;
  return new;
end $$;
create trigger website_domains_taken before insert on website_domains
  for each row execute function skip_taken_domain();

create function skip_taken_host() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(7205, hashtext(new.host));
  if exists (select from website_domains
    where host = new.host and status not in ('given-up', 'removed') and website_id <> new.id) then
    return null;
  end if;
  return new;
end $$;
create trigger websites_taken before insert on websites
  for each row execute function skip_taken_host();

-- migrate:down
drop trigger websites_taken on websites;
drop table website_certificates, website_domains;
drop function skip_taken_host(), skip_taken_domain();
alter table servers drop column tls_address;
