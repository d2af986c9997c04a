-- Search of transcripts by meaning. A turn writes nothing here: rows are made from the turns that have ended, for the agents whose
-- transcripts are searched.
create table transcript_recall (
    tenant      text        not null,
    agent       text        not null,
    through     timestamptz not null,
    searched_at timestamptz not null,
    primary key (tenant, agent)
);

create index transcript_recall_searched on transcript_recall (searched_at);

comment on table  transcript_recall is 'Agents whose transcripts are embedded, because they were searched by meaning.';
comment on column transcript_recall.through is 'The entries of turns that ended until then have their rows in transcript_embedding.';
comment on column transcript_recall.searched_at is
    'When they were last searched by meaning, to the hour; -infinity once the agent is retired. Later the vectors are removed.';

create table transcript_embedding (
    tenant      text        not null,
    agent       text        not null,
    session_id  text        not null,
    seq         bigint      not null,
    occurred_at timestamptz not null,
    model       text,
    vector      bytea,
    due_at      timestamptz,
    attempts    int         not null default 0,
    last_error  text,
    primary key (tenant, session_id, seq),
    foreign key (tenant, session_id, seq) references transcript_entry (tenant, session_id, seq) on delete cascade
);

create index transcript_embedding_newest on transcript_embedding (tenant, agent, occurred_at, session_id, seq);
create index transcript_embedding_open on transcript_embedding (tenant, agent, occurred_at) where due_at is not null;
create index transcript_embedding_model on transcript_embedding (tenant, agent, model) where due_at is null;

comment on table  transcript_embedding is 'Embeddings of transcript entries: what the vector was made by, or when it is to be made.';
comment on column transcript_embedding.occurred_at is 'As transcript_entry.occurred_at; the newest are embedded first.';
comment on column transcript_embedding.model is 'The model that made the vector, or gave up on the text; null before.';
comment on column transcript_embedding.vector is
    'Scale (float32, little endian) and one signed byte for each dimension, of length 1; null before, or if the model gave up.';
comment on column transcript_embedding.due_at is 'Not embedded before; null if nothing is to be done.';
comment on column transcript_embedding.attempts is 'How often it failed since it became due.';
