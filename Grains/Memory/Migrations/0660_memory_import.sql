-- Imports of files into archival memory. An import is a row that any silo can continue; the file is a row beside it until the
-- import ends.
create table memory_import (
    tenant       text        not null,
    agent        text        not null,
    id           uuid        not null,
    file         text        not null,
    format       text        not null,
    tags         text[]      not null,
    actor        text        not null,
    content_hash bytea       not null,
    bytes        int         not null,
    state        text        not null default 'pending',
    entries      int,
    position     int         not null default 0,
    inserted     int         not null default 0,
    known        int         not null default 0,
    refused      int         not null default 0,
    refusals     jsonb       not null default '[]',
    attempts     int         not null default 0,
    error        text,
    due_at       timestamptz,
    created_at   timestamptz not null,
    started_at   timestamptz,
    updated_at   timestamptz not null,
    ended_at     timestamptz,
    primary key (tenant, agent, id)
);

create index memory_import_newest on memory_import (tenant, agent, created_at);
create index memory_import_due on memory_import (due_at) where due_at is not null;

comment on table  memory_import is 'Imports of files into the archival memory of agents.';
comment on column memory_import.format is 'jsonl, markdown, text or pdf.';
comment on column memory_import.actor is 'On whose behalf it inserts.';
comment on column memory_import.content_hash is 'SHA-256 of the file.';
comment on column memory_import.state is 'pending, running, done, failed or cancelled.';
comment on column memory_import.entries is 'Lines or chunks of the file; null until it was read.';
comment on column memory_import.position is 'Entries that were dealt with: after a crash it continues there.';
comment on column memory_import.known is 'Entries that were there before, or are in the file a second time.';
comment on column memory_import.refusals is 'The first 100 refused entries, each with its line and reason.';
comment on column memory_import.attempts is 'How often it was begun since it last advanced.';
comment on column memory_import.error is 'Why it failed, or why it waits.';
comment on column memory_import.due_at is 'Not continued before; null once it has ended.';

create table memory_import_content (
    tenant  text  not null,
    agent   text  not null,
    import  uuid  not null,
    content bytea not null,
    primary key (tenant, agent, import),
    foreign key (tenant, agent, import) references memory_import (tenant, agent, id) on delete cascade
);

alter table memory_import_content alter column content set storage external;

comment on table memory_import_content is 'Files that are being imported; removed when their import ends.';
