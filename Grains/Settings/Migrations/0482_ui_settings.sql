-- Versions of the settings document of user interfaces. Rows are only added: the highest version is the one in force.
create table ui_settings (
    tenant      text        not null,
    version     integer     not null check (version > 0),
    document    jsonb       not null,
    actor       text        not null,
    created_at  timestamptz not null default now(),
    primary key (tenant, version)
);

comment on table  ui_settings is 'Versions of the settings document of a tenant''s user interfaces.';
comment on column ui_settings.version is 'From 1, by one with each change.';
comment on column ui_settings.document is 'Uploads, virus scans, speech, as the API''s page says.';
comment on column ui_settings.actor is 'Who made the version.';
