-- Session memory: JSON values under keys, shared by those who work in a session.
create table memory_session (
    tenant     text        not null,
    session    text        not null,
    version    bigint      not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (tenant, session)
);

comment on table  memory_session is 'Sessions that have memory: keys with JSON values.';
comment on column memory_session.version is
    'Grows by one with each write, from the milliseconds since 1970 of the first; a write names the version that it replaces.';

create table memory_session_value (
    tenant     text        not null,
    session    text        not null,
    key        text        not null,
    value      text        not null,
    version    bigint      not null,
    saved_by   text        not null,
    saved_at   timestamptz not null,
    expires_at timestamptz,
    primary key (tenant, session, key),
    foreign key (tenant, session) references memory_session (tenant, session) on delete cascade
);

create index memory_session_value_expires on memory_session_value (expires_at) where expires_at is not null;

comment on table  memory_session_value is 'Session memory: each key with its value.';
comment on column memory_session_value.value is 'JSON, as text: it is read back as it was saved.';
comment on column memory_session_value.version is 'Version of the session after the write that saved it.';
comment on column memory_session_value.saved_by is 'Who saved it, such as user/ada or agent/ada.';
comment on column memory_session_value.expires_at is 'From then on it is not there; null for never.';
