-- The keys of ASP.NET Core's data protection, which all gateways share.
create table key_ring (
    tenant        text        not null,
    number        bigint      not null,
    name          text        not null,
    secret_key_id text        not null,
    secret        bytea       not null,
    created_at    timestamptz not null,
    expires_at    timestamptz not null,
    primary key (tenant, number)
);

comment on table  key_ring is 'Keys by which gateways protect what browsers keep for them, such as a sign-in that is under way.';
comment on column key_ring.number is 'Grows by one with each key, so that one of two gateways adds the next.';
comment on column key_ring.name is 'What the key is called in its document.';
comment on column key_ring.secret_key_id is 'The key that it is encrypted under.';
comment on column key_ring.secret is 'The document of the key, as ASP.NET Core writes it, encrypted.';
comment on column key_ring.expires_at is 'Until when it protects; what it has protected is read for 30 days more.';
