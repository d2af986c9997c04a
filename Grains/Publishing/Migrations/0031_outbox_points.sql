-- What each post cost of its account's allowance, so that a new process knows what is left.
alter table outbox add column points int;

create index outbox_points on outbox (tenant, platform, account, posted_at) where points is not null;

comment on column outbox.points is 'What it cost of the account''s allowance, where the platform counts.';
