-- Every change of memory, in order: written with the change itself, told to others, and kept.
create table memory_wal (
    tenant          text        not null,
    memory          text        not null,
    seq             bigint      not null,
    id              uuid        not null,
    type            text        not null,
    schema_version  int         not null,
    occurred_at     timestamptz not null default now(),
    traceparent     text,
    payload         jsonb       not null,
    idempotency_key text        generated always as (payload ->> 'idempotencyKey') stored,
    published_at    timestamptz,
    replicated_at   timestamptz,
    attempts        int         not null default 0,
    due_at          timestamptz default now(),
    last_error      text,
    primary key (tenant, memory, seq)
);

-- The open ones: found by their memory, in order, and when nobody has told them for too long.
create index memory_wal_open on memory_wal (tenant, memory, seq) where due_at is not null;
create index memory_wal_due on memory_wal (due_at) where due_at is not null;

-- Those that can go, oldest first.
create index memory_wal_replicated on memory_wal (replicated_at) where replicated_at is not null;

comment on table  memory_wal is 'Write-ahead log of memory: one row for each committed change, written in the statement of the change.';
comment on column memory_wal.memory is 'Whose memory: the agent.';
comment on column memory_wal.seq is 'Counts the changes of a memory, from 1 and without gaps.';
comment on column memory_wal.id is 'UUIDv7; the id of the event.';
comment on column memory_wal.type is 'The event''s name; what payload holds is said by the schema of this name and version.';
comment on column memory_wal.traceparent is 'W3C trace context of what caused the change.';
comment on column memory_wal.idempotency_key is 'The same for the same content of the same entry; from payload.';
comment on column memory_wal.published_at is 'When it first went to the stream memory.wal.';
comment on column memory_wal.replicated_at is 'When the replica had it, or it had become a dead letter.';
comment on column memory_wal.attempts is 'How often it was sent, or could not be.';
comment on column memory_wal.due_at is 'Not sent again before; null once the replica has it.';
