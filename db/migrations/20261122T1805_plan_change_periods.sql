set local lock_timeout = '5s';

-- A change of cycle begins a period of its own: an order paid for it, or what was left of the old one covered it.
alter table subscription_periods
  alter column order_id drop not null,
  add column change_id uuid unique references plan_changes,
  add check (order_id is not null or change_id is not null);

-- migrate:down
-- A period that no order paid for belongs, as the older rules know it, to nobody: it is taken out.
delete from subscription_periods where order_id is null;
alter table subscription_periods drop column change_id, alter column order_id set not null;
