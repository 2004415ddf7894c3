-- Lists of the office that are read in order: what waits for a person, open differences, coupons. Without these each
-- visit sorted all there are, or read the settled ones too.
create index attention_items_waiting on attention_items (opened_at) where resolved_at is null;
create index differences_waiting on differences (first_seen_at, id) where resolved_at is null;
create index coupons_newest on coupons (created_at desc, id);

-- migrate:down
drop index attention_items_waiting, differences_waiting, coupons_newest;
