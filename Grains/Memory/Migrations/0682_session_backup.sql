-- Backups of session memory: what a session held at one moment.
create table memory_backup (
    tenant     text        not null,
    id         uuid        not null,
    session    text        not null,
    version    bigint      not null,
    keys       int         not null,
    bytes      bigint      not null,
    content    text        not null,
    created_by text        not null,
    created_at timestamptz not null,
    primary key (tenant, id)
);

create index memory_backup_session on memory_backup (tenant, session, id);

comment on table  memory_backup is 'Backups of session memory; they outlive the memory of their session.';
comment on column memory_backup.id is 'UUIDv7.';
comment on column memory_backup.version is 'Version that the session had.';
comment on column memory_backup.bytes is 'Of keys and values, as UTF-8.';
comment on column memory_backup.content is 'JSON: a list of the keys with values, versions and when they expire.';
comment on column memory_backup.created_by is 'Who made it, such as user/ada.';
