set local lock_timeout = '5s';

-- What the gateway last said of each way to pay; read by pages, which never wait for the gateway.
create table payment_channels (
  method text not null,
  code text not null,
  name text not null,
  fee_flat_idr bigint not null default 0 check (fee_flat_idr >= 0),
  fee_percent double precision not null default 0 check (fee_percent >= 0),
  is_active boolean not null,
  seen_at timestamptz not null,
  primary key (method, code)
);

-- A hosted page is chosen on; a direct attempt has its channel from the beginning and its code from the gateway.
alter table payment_attempts
  add column way text not null default 'page' check (way in ('page', 'direct')),
  add column method text,
  add column channel text,
  add column payment_code text,
  add column payment_name text,
  add column qr_payload text,
  -- what the buyer pays on top of amount_idr, as the gateway said when it gave the code
  add column fee_idr bigint check (fee_idr >= 0),
  -- who was to bear the channel's fee when the gateway was asked
  add column fee_bearer text not null default 'merchant' check (fee_bearer in ('merchant', 'buyer')),
  add check ((way = 'direct') = (method is not null and channel is not null)),
  add check (way = 'direct' or (payment_code is null and qr_payload is null and fee_idr is null));

-- migrate:down
alter table payment_attempts
  drop column way, drop column method, drop column channel, drop column payment_code, drop column payment_name,
  drop column qr_payload, drop column fee_idr, drop column fee_bearer;
drop table payment_channels;
