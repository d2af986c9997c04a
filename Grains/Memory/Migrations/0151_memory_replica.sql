-- What the log of memory adds up to, kept by one reader of it.
create table memory_replica (
    tenant          text        not null,
    memory          text        not null,
    entry           text        not null,
    seq             bigint      not null,
    type            text        not null,
    schema_version  int         not null,
    occurred_at     timestamptz not null,
    payload         jsonb       not null,
    idempotency_key text        generated always as (payload ->> 'idempotencyKey') stored,
    replicated_at   timestamptz not null default now(),
    primary key (tenant, memory, entry)
);

create table memory_replica_position (
    tenant     text        not null,
    memory     text        not null,
    seq        bigint      not null,
    attempts   int         not null default 0,
    last_error text,
    moved_at   timestamptz not null default now(),
    primary key (tenant, memory)
);

comment on table  memory_replica is 'Replica of memory: the newest event of each entry, taken from memory_wal.';
comment on column memory_replica.memory is 'Whose memory: the agent.';
comment on column memory_replica.entry is 'What of it, as kind/name.';
comment on column memory_replica.seq is 'The event''s number; an older one changes nothing.';

comment on table  memory_replica_position is 'How far the replica of each memory has come.';
comment on column memory_replica_position.seq is 'The last event that was taken, or given up.';
comment on column memory_replica_position.attempts is 'How often the next one could not be taken.';
