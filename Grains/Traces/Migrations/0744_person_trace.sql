-- What erasures of people have found, until they end, and how much they have erased.
create table person_trace (
    tenant  text not null,
    erasure uuid not null,
    kind    text not null,
    a       text not null,
    b       text not null
);

-- A quote is longer than an entry of an index may be.
create unique index person_trace_once on person_trace (tenant, erasure, kind, a, md5(b));

comment on table  person_trace is 'What open erasures have found of their people; removed when the erasure ends.';
comment on column person_trace.kind is 'What a and b name: person, profile, handle, label, turn, session, call, passage, touched, shared, agent, post, published, quote or said.';
comment on column person_trace.a is 'Its id, such as the platform of a profile or the item of a turn.';
comment on column person_trace.b is 'What it belongs to, such as the agent, or the text of a quote; empty where that says nothing.';

create table person_trace_count (
    tenant  text        not null,
    erasure uuid        not null,
    what    text        not null,
    rows    bigint      not null,
    last_at timestamptz not null,
    primary key (tenant, erasure, what)
);

comment on table  person_trace_count is 'How much each erasure of a person has erased, written in the commit that erases it.';
comment on column person_trace_count.what is 'What was erased, such as queue messages.';
