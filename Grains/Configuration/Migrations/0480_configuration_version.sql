-- Versions of the live configuration. Rows are only added: the highest version of a tenant is the one in force.
create table configuration_version (
    tenant      text        not null,
    version     integer     not null check (version > 0),
    settings    jsonb       not null,
    actor       text        not null,
    created_at  timestamptz not null default now(),
    primary key (tenant, version)
);

comment on table  configuration_version is 'Versions of the live configuration: settings that processes apply while they run.';
comment on column configuration_version.version is 'From 1, by one with each change.';
comment on column configuration_version.settings is 'Each setting by its whole name, as text.';
comment on column configuration_version.actor is 'Who made the version.';
