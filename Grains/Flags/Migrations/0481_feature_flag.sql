-- Feature flags: what is on for a tenant. Code that asks for a flag that is no row has a default.
create table feature_flag (
    tenant      text        not null,
    name        text        not null,
    is_on       boolean     not null,
    description text        not null default '',
    version     integer     not null default 1 check (version > 0),
    changed_at  timestamptz not null default now(),
    primary key (tenant, name)
);

comment on table  feature_flag is 'Feature flags: what is on or off for a tenant.';
comment on column feature_flag.is_on is 'Whether it is on.';
comment on column feature_flag.description is 'What it is for.';
comment on column feature_flag.version is 'From 1, by one with each change.';
