-- Events that could not be dealt with, of any queue.
create table dead_letter (
    tenant        text        not null,
    queue         text        not null,
    id            uuid        not null,
    key           text        not null,
    seq           bigint,
    event         jsonb       not null,
    error         text        not null,
    attempts      int         not null,
    dead_at       timestamptz not null default now(),
    last_tried_at timestamptz not null default now(),
    primary key (tenant, queue, id)
);

comment on table  dead_letter is 'Events that were given up, with the reason; an operator has them dealt with again, or removes them.';
comment on column dead_letter.queue is 'Whose events, such as memory.wal.dlq.';
comment on column dead_letter.id is 'UUIDv7 of the time in dead_at.';
comment on column dead_letter.key is 'Key of the event''s stream.';
comment on column dead_letter.seq is 'The event''s number there, if it has one.';
comment on column dead_letter.event is 'The event in its envelope, as it was.';
comment on column dead_letter.error is 'Why it was given up; after another try, why that failed.';
comment on column dead_letter.attempts is 'How often it was tried.';
