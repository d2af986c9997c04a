-- Shared blocks: core memory that belongs to a tenant, and the agents that see it.
create table memory_shared_block (
    tenant      text        not null,
    label       text        not null,
    description text        not null,
    char_limit  int         not null,
    characters  int         not null,
    is_readonly boolean     not null,
    version     int         not null,
    updated_at  timestamptz not null,
    primary key (tenant, label)
);

comment on table  memory_shared_block is 'Shared blocks of core memory; the text is that of their version.';
comment on column memory_shared_block.char_limit is 'Most characters that the text may have.';
comment on column memory_shared_block.characters is 'How many characters the text has.';
comment on column memory_shared_block.is_readonly is 'Whether no agent may change it.';

create table memory_shared_version (
    tenant      text        not null,
    label       text        not null,
    version     int         not null,
    kind        text        not null,
    author      text        not null,
    cause       text        not null,
    session_id  text,
    call_id     text,
    of_version  int,
    description text,
    char_limit  int,
    start       int         not null,
    removed     int         not null,
    added       text        not null,
    whole       text,
    changed_at  timestamptz not null,
    primary key (tenant, label, version)
);

create index memory_shared_version_whole on memory_shared_version (tenant, label, version) where whole is not null;

create index memory_shared_version_by_call on memory_shared_version (tenant, call_id) where call_id is not null;

comment on table  memory_shared_version is 'History of shared blocks: each version as what it changed of the text before.';
comment on column memory_shared_version.author is 'Who made the change, such as agent/ada or user/bob.';
comment on column memory_shared_version.cause is 'What made the change: tool, request, undo, restore.';
comment on column memory_shared_version.session_id is 'For a tool call: the session.';
comment on column memory_shared_version.call_id is 'For a tool call: its id.';
comment on column memory_shared_version.of_version is 'For an undo or a restore: the version that it is about.';
comment on column memory_shared_version.description is 'The description after; null for a deletion.';
comment on column memory_shared_version.char_limit is 'The limit after; null for a deletion.';
comment on column memory_shared_version.start is 'Where the change begins, in UTF-16 units from 0.';
comment on column memory_shared_version.removed is 'How many UTF-16 units of the text before are removed there.';
comment on column memory_shared_version.added is 'What is put there.';
comment on column memory_shared_version.whole is 'The text after, in some versions, so that a text is made of few rows.';

create table memory_shared_edit (
    tenant  text not null,
    label   text not null,
    agent   text not null,
    edit_id text not null,
    version int  not null,
    primary key (tenant, label, agent, edit_id)
);

comment on table  memory_shared_edit is 'Edits of shared blocks that were made: each is made once.';
comment on column memory_shared_edit.agent is 'The agent that made it; empty for an operator.';
comment on column memory_shared_edit.edit_id is 'Idempotency key: the tool call that made it, or that of a request.';
comment on column memory_shared_edit.version is 'The version of the block after it; an edit that changes nothing makes none.';

create table memory_block_share (
    tenant       text        not null,
    agent        text        not null,
    label        text        not null,
    access_right text        not null,
    shared_by    text        not null,
    shared_at    timestamptz not null,
    primary key (tenant, agent, label),
    foreign key (tenant, label) references memory_shared_block (tenant, label) on delete cascade
);

create index memory_block_share_by_block on memory_block_share (tenant, label, agent);

comment on table  memory_block_share is 'Which agents see which shared blocks.';
comment on column memory_block_share.access_right is 'What the agent may do: read, append, write; each includes those before it.';
comment on column memory_block_share.shared_by is 'Who gave the right, such as user/bob.';
