-- Every index entry of the outbox is written with each reply. A reply has the id of the item that it answers, so the key alone says
-- that there is one; what is open is found by its due time, and once it has been posted no index but the key knows it.
update outbox set id = turn_id;
alter table outbox drop constraint outbox_idempotency_key_key;
drop index outbox_in_status;
drop index outbox_due;
create index outbox_open on outbox (tenant, platform, account, position) where due_at is not null;
create index outbox_error on outbox (tenant, platform, account, position) where status like 'error';

comment on column outbox.id is 'That of the queue item whose reply it is.';
