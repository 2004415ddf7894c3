set local lock_timeout = '5s';

-- The billing run also ends what was cancelled, when its term is over.
drop index subscriptions_next_step;
create index subscriptions_next_step on subscriptions (next_step_at)
  where status in ('active', 'past-due', 'suspended', 'cancelling');

-- migrate:down
drop index subscriptions_next_step;
create index subscriptions_next_step on subscriptions (next_step_at)
  where status in ('active', 'past-due', 'suspended');
