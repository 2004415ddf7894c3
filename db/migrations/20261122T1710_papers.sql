set local lock_timeout = '5s';

-- What a buyer wants to read on invoices, besides the name; NPWP is 15 or 16 digits without separators.
alter table users
  add column address text,
  add column npwp text check (npwp ~ '^[0-9]{15,16}$');

-- The month's invoices, in the order they were issued.
create index invoices_issued on invoices (issued_at, number);

-- migrate:down
drop index invoices_issued;
alter table users drop column address, drop column npwp;
