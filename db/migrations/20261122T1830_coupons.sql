set local lock_timeout = '5s';

-- What a code takes off. Its terms are never edited: whoever bought with it was promised them; it can only be stopped.
create table coupons (
  id uuid primary key default gen_random_uuid(),
  code text not null unique check (code ~ '^[A-Z0-9]{4,30}$'),
  percent integer check (percent between 1 and 99),
  amount_idr bigint check (amount_idr between 1 and 999999999),
  payments text not null check (payments in ('first', 'every')),
  max_uses integer check (max_uses > 0),
  max_uses_each integer not null default 1 check (max_uses_each > 0),
  plan_id text references plans,
  user_id uuid references users,
  starts_at timestamptz not null,
  ends_at timestamptz,
  stopped_at timestamptz,
  created_by uuid not null references users,
  created_at timestamptz not null,
  check ((percent is null) <> (amount_idr is null)),
  check (ends_at > starts_at)
);

-- A purchase that waits for its money or has it is a use of its coupon; one that expired or was cancelled is none.
-- The subtotal is what is charged before tax: the price less the discount.
alter table orders
  add column coupon_id uuid references coupons,
  add column discount_idr bigint not null default 0 check (discount_idr >= 0),
  add check ((coupon_id is null) = (discount_idr = 0));
create index orders_coupon on orders (coupon_id, user_id) where coupon_id is not null;

-- migrate:down
alter table orders drop column coupon_id, drop column discount_idr;
drop table coupons;
