-- Archives on their way in chunks. A row is the promise to continue; its chunks wait in the store until the last one.
create table arrivals (
  id uuid primary key default gen_random_uuid(),
  website_id uuid not null references websites,
  user_id uuid not null references users,
  file_name text not null check (length(file_name) between 1 and 255),
  -- what the browser knows the file by again: SHA-256 over its name, size, first and last MiB
  fingerprint text not null check (fingerprint ~ '^[0-9a-f]{64}$'),
  size_bytes bigint not null check (size_bytes > 0),
  received_bytes bigint not null default 0 check (received_bytes between 0 and size_bytes),
  -- somebody is putting the chunks together
  assembling_since timestamptz,
  -- what it became: asking again for the end gives the same answer
  upload_id uuid references uploads,
  created_at timestamptz not null,
  touched_at timestamptz not null
);
create unique index arrivals_open on arrivals (user_id, website_id, fingerprint, size_bytes) where upload_id is null;
create index arrivals_touched on arrivals (touched_at);
create index arrivals_website on arrivals (website_id);
create index arrivals_upload on arrivals (upload_id) where upload_id is not null;

create table arrival_chunks (
  arrival_id uuid not null references arrivals on delete cascade,
  start_byte bigint not null check (start_byte >= 0),
  size_bytes bigint not null check (size_bytes > 0),
  sha256 text not null,
  storage_key text not null unique,
  primary key (arrival_id, start_byte)
);

-- migrate:down
drop table arrival_chunks, arrivals;
