-- Acts that wait for a person. The exact arguments are where the act is (transcript, run, post, or with the caller); here is what people are shown.
create table approval (
    tenant         text        not null,
    id             uuid        not null,
    action         text        not null,
    agent          text        not null,
    subject        text        not null,
    session_id     text,
    act_hash       bytea       not null,
    arguments      text        not null,
    arguments_hash bytea       not null,
    risk           text        not null check (risk in ('low', 'medium', 'high')),
    reason         text        not null,
    who            text[]      not null,
    allows_at_end  boolean     not null,
    requested_by   text        not null,
    requested_at   timestamptz not null default now(),
    deadline       timestamptz not null,
    state          text        not null default 'pending' check (state in ('pending', 'approved', 'denied', 'expired')),
    answered_by    text,
    answered_at    timestamptz,
    note           text,
    used_at        timestamptz,
    waiters        text[]      not null default '{}',
    due_at         timestamptz,
    primary key (tenant, id)
);

-- The same act finds the same approval.
create unique index approval_by_act on approval (tenant, act_hash) where used_at is null;
create index approval_in_state on approval (tenant, state, id);
create index approval_of_agent on approval (tenant, agent, id);
create index approval_due on approval (due_at) where due_at is not null;
create index approval_answered on approval (answered_at) where answered_at is not null;

comment on table  approval is 'Acts that policies have wait for a person, and how they were answered.';
comment on column approval.act_hash is 'SHA-256 of what makes it the same act: action, agent, subject, its id and its arguments.';
comment on column approval.arguments is 'What is done, as canonical JSON with secrets masked.';
comment on column approval.arguments_hash is 'SHA-256 of the exact arguments.';
comment on column approval.who is 'Who may answer: one of each group, whose members have blanks between them; empty: all who may answer approvals.';
comment on column approval.allows_at_end is 'Whether the act is allowed where nobody answers in time.';
comment on column approval.used_at is 'When a request that was sent again used the answer; the next one asks anew.';
comment on column approval.waiters is 'What is woken by the answer: turn/agent/item, run/id or post/id.';
comment on column approval.due_at is 'pending: the deadline; answered: since when waiters are to be woken, null once they have been.';
