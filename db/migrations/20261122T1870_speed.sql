set local lock_timeout = '5s';

-- A subscription's own orders: its first one is read for every bill that is made.
create index orders_subscription on orders (subscription_id, created_at) where subscription_id is not null;
create index cancellations_subscription on cancellations (subscription_id);

-- Lists are read in the order of their index, to the last column: nothing is sorted, whatever stands in a table.
drop index invoices_user;
create index invoices_user on invoices (user_id, issued_at desc, number desc);
drop index credit_entries_user;
create index credit_entries_user on credit_entries (user_id, created_at desc, id desc) include (amount_idr);
drop index websites_user;
create index websites_user on websites (user_id, created_at desc, id desc);

-- migrate:down
drop index websites_user;
create index websites_user on websites (user_id, created_at desc);
drop index credit_entries_user;
create index credit_entries_user on credit_entries (user_id, created_at desc);
drop index invoices_user;
create index invoices_user on invoices (user_id, issued_at desc);
drop index cancellations_subscription;
drop index orders_subscription;
