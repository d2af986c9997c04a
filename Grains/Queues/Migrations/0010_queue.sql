-- The queue of every agent. One row per notification; the row is the fact, streams only carry wake-ups.
create table queue_item (
    id               uuid        primary key,
    position         bigint      generated always as identity,
    tenant           text        not null,
    agent            text        not null,
    notification_id  text        not null,
    session_id       text        not null,
    platform         text        not null,
    account          text        not null,
    author           text        not null,
    body             text        not null,
    reply_context    jsonb,
    traceparent      text,
    occurred_at      timestamptz not null,
    priority         smallint    not null default 0,
    status           text        not null default 'new'
                     check (status in ('new', 'processing', 'done', 'no_reply', 'error')),
    attempts         int         not null default 0,
    crashes          int         not null default 0,
    lease_token      bigint      not null default 0,
    due_at           timestamptz,
    enqueued_at      timestamptz not null default now(),
    finished_at      timestamptz,
    stop_reason      text,
    reply_seq        bigint,
    last_error       text,
    last_error_class text,
    unique (tenant, agent, notification_id)
);

-- Two leases of one thread cannot both exist, whatever a grain believes.
create unique index queue_item_thread_lease on queue_item (tenant, agent, session_id) where status = 'processing';
-- Pages and counts by status; also what a queue loads when it is activated.
create index queue_item_by_status on queue_item (tenant, agent, status, position);
-- What the lifeline looks for: items that should have been taken up by now.
create index queue_item_due on queue_item (due_at) where status in ('new', 'processing');

comment on table  queue_item is 'Notifications on their way through an agent: one row each, from arrival to outcome.';
comment on column queue_item.position is 'Order of arrival.';
comment on column queue_item.session_id is 'The conversation, and the thread in which items keep their order.';
comment on column queue_item.attempts is 'Attempts that failed with an error; a lease lost with its process is not one.';
comment on column queue_item.crashes is 'Leases that ran out with their process.';
comment on column queue_item.lease_token is 'Fencing token: grows with every lease and revocation; a step commits only under the newest.';
comment on column queue_item.due_at is 'new: not offered before; processing: when the lease ends; else null.';
comment on column queue_item.reply_seq is 'The reply''s place in transcript_entry.';
