-- Clients of OAuth 2.1, what users allowed them, the tokens that follow, and the keys of those.
create table oauth_client (
    tenant        text        not null,
    id            uuid        not null,
    client_id     text        not null,
    name          text        not null,
    kind          text        not null check (kind in ('service', 'confidential', 'public')),
    source        text        not null check (source in ('admin', 'registration', 'document')),
    redirect_uris text[]      not null,
    scopes        text[]      not null,
    secret_hash   bytea,
    created_by    text        not null,
    created_at    timestamptz not null,
    read_at       timestamptz,
    revoked_at    timestamptz,
    primary key (tenant, id)
);
create unique index oauth_client_by_client_id on oauth_client (tenant, client_id);

comment on table  oauth_client is 'Programs that get tokens by OAuth 2.1. Secrets are shown once and not kept.';
comment on column oauth_client.id is 'UUIDv7 of the creation; of a metadata document, made of its address.';
comment on column oauth_client.client_id is 'What the client calls itself by; of a metadata document, its address.';
comment on column oauth_client.kind is 'service acts as itself, the others for users: confidential with a secret, public without.';
comment on column oauth_client.source is 'Who described it: an admin, a registration (RFC 7591), or its metadata document.';
comment on column oauth_client.redirect_uris is 'Where users are sent back to.';
comment on column oauth_client.scopes is 'Permissions that it may ask for; empty for any that a user has.';
comment on column oauth_client.secret_hash is 'SHA-256 of the secret, which is 256 random bits.';
comment on column oauth_client.created_by is 'Who created it, as audit entries name them.';
comment on column oauth_client.read_at is 'When its metadata document was read last.';

create table oauth_consent (
    tenant     text        not null,
    id         uuid        not null,
    client     uuid        not null,
    username   text        not null,
    scopes     text[]      not null,
    created_at timestamptz not null,
    revoked_at timestamptz,
    revoked_as text check (revoked_as in ('user', 'reused')),
    primary key (tenant, id),
    foreign key (tenant, client) references oauth_client,
    foreign key (tenant, username) references users (tenant, username)
);
create index oauth_consent_by_user on oauth_consent (tenant, username);
create index oauth_consent_by_client on oauth_consent (tenant, client);

comment on table  oauth_consent is 'What users allowed clients, one row for each time.';
comment on column oauth_consent.id is 'UUIDv7 of the consent; it is in each token that follows.';
comment on column oauth_consent.scopes is 'The scopes that the user allowed.';
comment on column oauth_consent.revoked_as is 'Why it ended: its user ended it, or a refresh token was used twice.';

create table oauth_token (
    tenant      text        not null,
    id          uuid        not null,
    client      uuid        not null,
    consent     uuid,
    subject     text        not null,
    type        text        not null,
    status      text        not null,
    created_at  timestamptz not null,
    expires_at  timestamptz not null,
    redeemed_at timestamptz,
    version     integer     not null default 1,
    reference   text,
    payload     text,
    primary key (tenant, id)
);
create unique index oauth_token_by_reference on oauth_token (tenant, reference) where reference is not null;
create index oauth_token_by_consent on oauth_token (tenant, consent);
create index oauth_token_by_client on oauth_token (tenant, client);
create index oauth_token_by_end on oauth_token (tenant, expires_at);

comment on table  oauth_token is 'Codes, access tokens and refresh tokens that were issued by OAuth 2.1. Their texts are not kept.';
comment on column oauth_token.id is 'It is in the token.';
comment on column oauth_token.consent is 'What it follows from; null for a client that acts as itself.';
comment on column oauth_token.type is 'As the standard names it.';
comment on column oauth_token.status is 'valid, redeemed, revoked, or what else the standard has.';
comment on column oauth_token.redeemed_at is 'When it was exchanged.';
comment on column oauth_token.version is 'Grows with each change, so that one of two redeems it.';
comment on column oauth_token.reference is 'SHA-256 of a code; null of other tokens.';
comment on column oauth_token.payload is 'What a code stands for, encrypted by a key of oauth_key; null of other tokens.';

create table oauth_key (
    tenant         text        not null,
    kid            text        not null,
    secret_key_id  text        not null,
    secret         bytea       not null,
    created_at     timestamptz not null,
    accepted_until timestamptz,
    primary key (tenant, kid)
);
create unique index oauth_key_current on oauth_key (tenant) where accepted_until is null;

comment on table  oauth_key is 'Keys of tokens by OAuth 2.1: each signs by ES256, and encrypts codes and refresh tokens.';
comment on column oauth_key.kid is 'The id that tokens name the key by.';
comment on column oauth_key.secret_key_id is 'The key that it is encrypted under.';
comment on column oauth_key.secret is 'Both keys, encrypted.';
comment on column oauth_key.accepted_until is 'When its tokens are refused; null for the key that signs.';
