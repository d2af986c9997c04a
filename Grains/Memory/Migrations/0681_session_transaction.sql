-- Transactions of session memory: what an open one has read and will write, and the outcome of those that were committed.
create table memory_transaction (
    tenant     text        not null,
    session    text        not null,
    id         uuid        not null,
    state      text        not null check (state in ('open', 'committed')),
    content    uuid,
    version    bigint,
    operations int         not null default 0,
    expires_at timestamptz not null,
    primary key (tenant, session, id)
);

create index memory_transaction_id on memory_transaction (tenant, id);
create index memory_transaction_expires on memory_transaction (expires_at);
create index memory_transaction_open on memory_transaction (tenant, session) where state = 'open';

comment on table  memory_transaction is 'Transactions of session memory that are open, or were committed a short while ago.';
comment on column memory_transaction.state is 'open or committed.';
comment on column memory_transaction.content is
    'Tells the operations of one that came in one request from those of another under the same key; null for others.';
comment on column memory_transaction.version is 'Version of the session after the commit; null before.';
comment on column memory_transaction.operations is 'Of one that was committed: keys that it read or changed.';
comment on column memory_transaction.expires_at is 'An open one is rolled back then; the outcome of a committed one is forgotten.';

create table memory_transaction_step (
    tenant       text   not null,
    session      text   not null,
    transaction  uuid   not null,
    key          text   not null,
    read_version bigint,
    kind         text check (kind in ('save', 'delete')),
    value        text,
    time_to_live interval,
    primary key (tenant, session, transaction, key),
    foreign key (tenant, session, transaction) references memory_transaction (tenant, session, id) on delete cascade
);

comment on table  memory_transaction_step is 'What open transactions have read and will write, by key.';
comment on column memory_transaction_step.read_version is 'Version of the key when it was first read, 0 if it was not there; null if it was not read.';
comment on column memory_transaction_step.kind is 'save or delete; null if the key was only read.';
comment on column memory_transaction_step.value is 'JSON to save.';
comment on column memory_transaction_step.time_to_live is 'How long the saved key is there, from the commit on; null for good.';
