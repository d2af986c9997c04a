-- Passkeys of users (Web Authentication): they sign in without a password.
create table passkey (
    tenant        text        not null,
    id            uuid        not null,
    username      text        not null,
    name          text        not null,
    credential_id text        not null,
    public_key    text        not null,
    sign_count    bigint      not null,
    is_backed_up  boolean     not null,
    created_at    timestamptz not null,
    last_used_at  timestamptz,
    primary key (tenant, id),
    foreign key (tenant, username) references users on delete cascade
);
create unique index passkey_by_credential on passkey (tenant, credential_id);
create index passkey_by_user on passkey (tenant, username);

comment on table  passkey is 'Passkeys of users.';
comment on column passkey.name is 'What the user calls it.';
comment on column passkey.credential_id is 'The id that the authenticator gave it, as Base64Url.';
comment on column passkey.public_key is 'The public key as COSE, as Base64Url.';
comment on column passkey.sign_count is 'The counter of signatures that the authenticator sent last; 0 where it counts none.';
comment on column passkey.is_backed_up is 'Whether the authenticator says that it is synchronised with other devices.';

create table passkey_challenge (
    tenant         text        not null,
    challenge_hash bytea       not null,
    expires_at     timestamptz not null,
    primary key (tenant, challenge_hash)
);

comment on table  passkey_challenge is 'Challenges that were used and have not ended. A challenge that is not used is no row.';
comment on column passkey_challenge.challenge_hash is 'SHA-256 of the challenge.';
comment on column passkey_challenge.expires_at is 'When the challenge ends, and the row with the next one that is used.';
