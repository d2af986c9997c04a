-- Operators look for posts that did not go out, and decide about them. None of these indexes has an entry for a post that just goes
-- out. The rows that are there fit the new rule, so nobody needs to look at them all.
alter table outbox drop constraint outbox_status_check;
alter table outbox add constraint outbox_status_check check (status in ('pending', 'posting', 'posted', 'error', 'discarded')) not valid;
alter table outbox add column failed_at timestamptz, add column discarded_at timestamptz, add column discard_reason text;

create index outbox_posting on outbox (tenant, platform, account, position) where status like 'posting';
create index outbox_discarded on outbox (tenant, platform, account, position) where status like 'discarded';

comment on column outbox.status is 'pending: waits; posting: an attempt was begun, and that must be known after a crash; posted, error, discarded: it has ended.';
comment on column outbox.failed_at is 'When the last attempt failed.';
comment on column outbox.discard_reason is 'Why an operator decided that it is not sent.';
