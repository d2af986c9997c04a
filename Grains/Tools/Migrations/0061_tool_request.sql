-- Runs of tools that nobody's turn asked for.
create table tool_request (
    tenant       text        not null,
    id           uuid        not null,
    agent        text        not null,
    tool         text        not null,
    arguments    text        not null,
    session_id   text,
    requested_by text        not null,
    requested_at timestamptz not null default now(),
    due_at       timestamptz,
    started_at   timestamptz,
    finished_at  timestamptz,
    status       text,
    payload      text,
    duration_ms  double precision,
    primary key (tenant, id)
);

-- The open ones: counted by agent, and found when nobody runs them any more.
create index tool_request_open on tool_request (tenant, agent, due_at) where due_at is not null;

comment on table  tool_request is 'Runs of tools that were asked for from outside, not by a turn.';
comment on column tool_request.session_id is 'Whose watchers see the run; or null.';
comment on column tool_request.due_at is 'When another may take it up; null once it has ended.';
comment on column tool_request.started_at is 'Written before an unrepeatable tool runs, so that a crash never runs it twice.';
comment on column tool_request.status is 'How the run went; null until it has ended.';
