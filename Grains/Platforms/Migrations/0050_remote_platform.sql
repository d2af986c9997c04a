-- Platforms whose adapters are processes of their own.
create table remote_platform (
    name         text        primary key,
    registration jsonb       not null,
    secret       bytea       not null,
    secret_key   text        not null,
    version      bigint      not null default 1,
    updated_at   timestamptz not null default now()
);

comment on table  remote_platform is 'Platforms whose adapters are processes of their own.';
comment on column remote_platform.registration is 'Where the process is and what it can do.';
comment on column remote_platform.secret is 'What both sides sign with: AES-256-GCM, bound to this platform.';
comment on column remote_platform.secret_key is 'Id of the key that the secret is encrypted under.';
comment on column remote_platform.version is 'Counts the registrations; a process that holds another one takes this one over.';
