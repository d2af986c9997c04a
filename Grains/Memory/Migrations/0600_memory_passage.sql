-- Archival memory: passages of text, and their embeddings. An embedding is a row beside its passage, so that writing it
-- touches neither the text nor the index of its words.
create table memory_passage (
    tenant     text             not null,
    agent      text             not null,
    id         uuid             not null,
    text       text             not null,
    tags       text[]           not null,
    source     text             not null,
    importance double precision not null,
    version    int              not null default 1,
    created_at timestamptz      not null,
    updated_at timestamptz      not null,
    words      tsvector         not null generated always as
        (to_tsvector('english'::regconfig, text) || array_to_tsvector(array[' ' || tenant || '/' || agent])) stored,
    primary key (tenant, agent, id)
);

create index memory_passage_newest on memory_passage (tenant, agent, created_at, id);
create index memory_passage_words on memory_passage using gin (words);

comment on table  memory_passage is 'Archival memory of agents: passages of text.';
comment on column memory_passage.importance is '0 to 1; the more important of two equal matches comes first.';
comment on column memory_passage.version is 'Counts its changes, from 1.';
comment on column memory_passage.words is
    'The words of text, and one lexeme that names tenant and agent: with it a query reads no other agent''s matches.';

create table memory_embedding (
    tenant     text        not null,
    agent      text        not null,
    passage    uuid        not null,
    version    int         not null,
    model      text,
    vector     bytea,
    due_at     timestamptz,
    attempts   int         not null default 0,
    last_error text,
    primary key (tenant, agent, passage),
    foreign key (tenant, agent, passage) references memory_passage (tenant, agent, id) on delete cascade
);

create index memory_embedding_open on memory_embedding (tenant, agent, due_at) where due_at is not null;
create index memory_embedding_due on memory_embedding (due_at) where due_at is not null;
create index memory_embedding_model on memory_embedding (tenant, agent, model) where due_at is null;

comment on table  memory_embedding is 'Embedding of each passage: what its vector was made by, or when it is to be made.';
comment on column memory_embedding.version is 'Counts the texts of the passage; a vector of an earlier text is not stored.';
comment on column memory_embedding.model is 'The model that made the vector, or gave up on the text; null before.';
comment on column memory_embedding.vector is
    'Scale (float32, little endian) and one signed byte for each dimension, of length 1; null before, or if the model gave up.';
comment on column memory_embedding.due_at is 'Not embedded before; null if nothing is to be done.';
comment on column memory_embedding.attempts is 'How often it failed since it became due.';
