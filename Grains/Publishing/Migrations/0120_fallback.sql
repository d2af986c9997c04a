-- A post that an account's platform refuses can go out from another account. Deciding that moves the row: it is in one outbox or in the other.
alter table outbox add column is_doubtful boolean not null default false;
alter table outbox add column meant_for text;
alter table outbox add column meant_error text;

comment on column outbox.is_doubtful is 'Whether an attempt ended of which nobody knows that it posted nothing; it never goes to a fallback then.';
comment on column outbox.meant_for is 'The platform and account that it was meant for, where it went to their fallback.';
comment on column outbox.meant_error is 'Why it was not posted there.';
