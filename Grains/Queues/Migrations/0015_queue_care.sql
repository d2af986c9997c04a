-- Queues that somebody stopped.
create table queue_mode (
    tenant text        not null,
    agent  text        not null,
    mode   text        not null check (mode in ('paused', 'draining', 'drained')),
    reason text        not null,
    since  timestamptz not null default now(),
    primary key (tenant, agent)
);

comment on table  queue_mode is 'Queues that somebody stopped; a queue that runs has no row.';
comment on column queue_mode.mode is 'paused: takes in, offers nothing; draining: takes nothing in; drained: and nothing is left.';

-- A count of history would walk all of it; what was counted once stays counted, because an answered item stays one.
create table queue_tally (
    tenant  text        not null,
    agent   text        not null,
    done    bigint      not null,
    through timestamptz not null,
    primary key (tenant, agent)
);

comment on table  queue_tally is 'Answered items of an agent, counted up to a time.';
comment on column queue_tally.done is 'Items in done whose finished_at is not behind through.';

-- Rates of the last minutes and hours, and what the tally has not counted yet, without a look at the rows.
create index queue_item_ended on queue_item (tenant, agent, finished_at) include (status, enqueued_at) where finished_at is not null;
