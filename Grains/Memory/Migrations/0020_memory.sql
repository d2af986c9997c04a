-- Core memory: named blocks of text, and every change that was made to them.
create table memory_block (
    tenant      text        not null,
    agent       text        not null,
    label       text        not null,
    value       text        not null,
    description text        not null,
    char_limit  int         not null,
    version     int         not null default 1,
    updated_at  timestamptz not null default now(),
    primary key (tenant, agent, label)
);

comment on table  memory_block is 'Core memory of agents: what is always before the model''s eyes.';
comment on column memory_block.char_limit is 'Most characters that value may hold.';

create table memory_entry (
    tenant     text        not null,
    agent      text        not null,
    edit_id    text        not null,
    label      text        not null,
    kind       text        not null,
    actor      text        not null,
    before     text,
    after      text        not null,
    version    int         not null,
    edited_at  timestamptz not null default now(),
    primary key (tenant, agent, edit_id)
);

create index memory_entry_by_block on memory_entry (tenant, agent, label, version);

comment on table  memory_entry is 'History of core memory: each edit once, with the text before and after.';
comment on column memory_entry.edit_id is 'Idempotency key: the tool call that made it.';
