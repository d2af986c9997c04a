-- Posts on their way out; written in the transaction that ends the turn.
create table outbox (
    id               uuid        primary key,
    position         bigint      generated always as identity,
    idempotency_key  text        not null unique,
    tenant           text        not null,
    platform         text        not null,
    account          text        not null,
    session_id       text        not null,
    turn_id          uuid        not null,
    body             text        not null,
    reply_context    jsonb,
    traceparent      text,
    status           text        not null default 'pending'
                     check (status in ('pending', 'posting', 'posted', 'error')),
    attempts         int         not null default 0,
    due_at           timestamptz default now(),
    created_at       timestamptz not null default now(),
    posted_at        timestamptz,
    external_id      text,
    last_error       text,
    last_error_class text
);

create index outbox_by_status on outbox (tenant, platform, account, status, position);
create index outbox_due on outbox (due_at) where status in ('pending', 'posting');

comment on table  outbox is 'Replies on their way to a platform: one row per post.';
comment on column outbox.idempotency_key is 'What the adapter makes the platform''s write repeatable with.';
comment on column outbox.due_at is 'Not sent before; null once it has ended.';

-- The sandbox platform: a platform without a network, whose posts can be read back.
create table sandbox_post (
    idempotency_key text        primary key,
    id              uuid        not null,
    tenant          text        not null,
    account         text        not null,
    session_id      text        not null,
    body            text        not null,
    reply_context   jsonb,
    posted_at       timestamptz not null default now()
);

create index sandbox_post_by_session on sandbox_post (tenant, session_id, posted_at);

comment on table sandbox_post is 'What was posted on the sandbox platform, once per idempotency key.';
