-- What accounts read of people on their platforms, so that a restart and other silos need not ask again. A crash of the server
-- may empty it.
create unlogged table profile_cache (
    tenant   text        not null,
    platform text        not null,
    account  text        not null,
    person   text        not null,
    profile  text        not null,
    read_at  timestamptz not null default now(),
    primary key (tenant, platform, account, person)
);

create index profile_cache_by_age on profile_cache (read_at);

comment on table  profile_cache is 'Profiles of people as each account read them of its platform, for as long as Sanctum:Platforms:ProfileCacheAge.';
comment on column profile_cache.person is 'The handle or id that was asked for, percent-encoded.';
comment on column profile_cache.profile is 'What the platform answered, as JSON; as a text, because it may hold U+0000.';
