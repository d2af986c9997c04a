-- Runs that merge, shorten and correct blocks of core memory. A run is a row that any silo can continue.
create table consolidation_plan (
    tenant  text        not null,
    agent   text        not null,
    every   interval    not null,
    mode    text        not null,
    next_at timestamptz not null,
    primary key (tenant, agent)
);

create index consolidation_plan_due on consolidation_plan (next_at);

comment on table  consolidation_plan is 'When the core memory of agents is consolidated by itself.';
comment on column consolidation_plan.every is 'The time from the begin of one run to that of the next.';
comment on column consolidation_plan.mode is 'What becomes of proposals: ask or apply.';
comment on column consolidation_plan.next_at is 'When the next run begins.';

create table consolidation_run (
    tenant     text        not null,
    agent      text        not null,
    id         uuid        not null,
    state      text        not null default 'pending',
    mode       text        not null,
    actor      text        not null,
    model      text,
    notes      text[]      not null default '{}',
    attempts   int         not null default 0,
    error      text,
    due_at     timestamptz,
    created_at timestamptz not null,
    ended_at   timestamptz,
    primary key (tenant, agent, id)
);

create index consolidation_run_newest on consolidation_run (tenant, agent, created_at);
create unique index consolidation_run_open on consolidation_run (tenant, agent) where ended_at is null;
create index consolidation_run_due on consolidation_run (due_at) where due_at is not null;

comment on table  consolidation_run is 'Runs that look for what to merge, shorten and correct in core memory.';
comment on column consolidation_run.state is 'pending, running, applying, done or failed.';
comment on column consolidation_run.mode is 'What becomes of its proposals: ask or apply.';
comment on column consolidation_run.actor is 'Who began it.';
comment on column consolidation_run.model is 'The model that was asked.';
comment on column consolidation_run.notes is 'What was left out, and why.';
comment on column consolidation_run.attempts is 'How often it was begun.';
comment on column consolidation_run.error is 'Why it failed, or why it waits.';
comment on column consolidation_run.due_at is 'Not continued before; null once it has ended.';

create table consolidation_proposal (
    tenant       text not null,
    agent        text not null,
    run          uuid not null,
    label        text not null,
    base_version int  not null,
    text         text not null,
    reason       text not null,
    diff         text not null,
    trust        int  not null,
    state        text not null default 'open',
    error        text,
    decided_by   text,
    decided_at   timestamptz,
    primary key (tenant, agent, run, label),
    foreign key (tenant, agent, run) references consolidation_run (tenant, agent, id) on delete cascade
);

comment on table  consolidation_proposal is 'New texts for blocks of core memory, as runs propose them.';
comment on column consolidation_proposal.base_version is 'The version of the block that it was made from.';
comment on column consolidation_proposal.text is 'The whole new text.';
comment on column consolidation_proposal.reason is 'Why, in the words of the model.';
comment on column consolidation_proposal.trust is 'How far it is trusted: as far as the least of what the model was given; 0 operator to 4 web.';
comment on column consolidation_proposal.state is 'open, applied or rejected.';
comment on column consolidation_proposal.error is 'Why it was not applied when that was tried.';
comment on column consolidation_proposal.decided_by is 'Who applied or rejected it.';
