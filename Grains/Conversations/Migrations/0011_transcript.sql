-- What was said and done in every session, gapless from 1.
create table transcript_entry (
    tenant        text        not null,
    session_id    text        not null,
    seq           bigint      not null check (seq > 0),
    turn_id       uuid        not null,
    step          int         not null check (step >= 0),
    role          text        not null check (role in ('user', 'assistant', 'tool')),
    author        text        not null,
    content       text        not null,
    tool_calls    jsonb,
    tool_call_id  text,
    tool_status   text,
    model         text,
    input_tokens  bigint,
    output_tokens bigint,
    stop_reason   text,
    occurred_at   timestamptz not null default now(),
    primary key (tenant, session_id, seq)
);

-- A turn writes each of its steps once, whoever tries.
create unique index transcript_entry_turn_step on transcript_entry (turn_id, step);

comment on table  transcript_entry is 'Conversations: user messages, answers, tool calls and tool results, in order.';
comment on column transcript_entry.turn_id is 'The queue_item whose turn wrote it.';
comment on column transcript_entry.step is 'Place inside the turn: 0 is the user''s message.';
comment on column transcript_entry.tool_calls is 'Calls that an assistant entry asks for: [{callId, tool, arguments}].';

-- Every tool call: requested with the answer that asks for it, finished with the entry that reports it.
create table tool_run (
    call_id      text        primary key,
    tenant       text        not null,
    session_id   text        not null,
    turn_id      uuid        not null,
    agent        text        not null,
    tool         text        not null,
    status       text        not null default 'requested',
    requested_at timestamptz not null default now(),
    started_at   timestamptz,
    finished_at  timestamptz,
    duration_ms  double precision
);

create index tool_run_by_turn on tool_run (turn_id);

comment on table  tool_run is 'Life of every tool call; its arguments and result are transcript entries.';
comment on column tool_run.started_at is 'Written before an unrepeatable tool runs, so that a crash never runs it twice.';
