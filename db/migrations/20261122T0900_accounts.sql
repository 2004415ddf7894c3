set local lock_timeout = '5s';

create table users (
  id uuid primary key default gen_random_uuid(),
  email text not null check (email = lower(email) and length(email) <= 254),
  name text not null check (length(name) between 1 and 100),
  phone text check (length(phone) <= 20),
  password_hash text not null,
  role text not null default 'customer' check (role in ('customer', 'staff', 'owner')),
  locale text not null default 'id' check (locale in ('id', 'en')),
  email_verified_at timestamptz,
  password_changed_at timestamptz not null default now(),
  created_at timestamptz not null default now()
);
create unique index users_email on users (email);

-- Only a keyed hash of the session id is kept: a stolen dump opens no session.
create table sessions (
  id_hash text primary key,
  user_id uuid not null references users on delete cascade,
  user_agent text not null default '',
  address text not null default '',
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index sessions_user on sessions (user_id);
create index sessions_expiry on sessions (expires_at);

create table email_tokens (
  token_hash text primary key,
  user_id uuid not null references users on delete cascade,
  purpose text not null check (purpose in ('verify-email', 'reset-password')),
  email text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index email_tokens_user on email_tokens (user_id, purpose);

create table rate_limits (
  bucket text not null,
  window_start timestamptz not null,
  hits integer not null default 0,
  primary key (bucket, window_start)
);
create index rate_limits_window on rate_limits (window_start);

create table mail_messages (
  id uuid primary key default gen_random_uuid(),
  -- what makes this message one: a second job for the same thing sends nothing
  unique_key text not null unique,
  user_id uuid references users on delete set null,
  kind text not null,
  recipient text not null,
  subject text not null,
  sent_at timestamptz,
  created_at timestamptz not null default now()
);
create index mail_messages_user on mail_messages (user_id, created_at desc);

create table reviews (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users on delete cascade,
  body text not null check (length(body) between 1 and 600),
  shown_name text not null check (length(shown_name) between 1 and 60),
  site_host text,
  created_at timestamptz not null default now(),
  approved_at timestamptz
);

-- migrate:down
drop table reviews, mail_messages, rate_limits, email_tokens, sessions, users;
