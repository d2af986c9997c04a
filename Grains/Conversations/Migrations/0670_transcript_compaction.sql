-- What is left out of the model's context. The transcript itself keeps everything.
create table transcript_compaction (
    tenant          text        not null,
    session_id      text        not null,
    number          int         not null check (number > 0),
    turn_id         uuid        not null,
    method          text        not null check (method in ('summary', 'results', 'entries')),
    entries_through bigint      not null,
    results_through bigint      not null,
    summary         text,
    last_seq        bigint      not null,
    tokens_before   int         not null,
    tokens_after    int         not null,
    created_at      timestamptz not null,
    primary key (tenant, session_id, number)
);

comment on table  transcript_compaction is 'What sessions leave out of their model''s context; the newest row of a session holds.';
comment on column transcript_compaction.turn_id is 'The queue_item whose turn made it.';
comment on column transcript_compaction.method is 'How room was made: summary, results or entries.';
comment on column transcript_compaction.entries_through is 'Entries up to this seq are left out; 0: none.';
comment on column transcript_compaction.results_through is 'Tool results up to this seq are replaced by a note; 0: none.';
comment on column transcript_compaction.summary is 'What was said in the entries that are left out, written by a model; null without.';
comment on column transcript_compaction.last_seq is 'The newest entry when it was made.';
