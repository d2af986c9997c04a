-- Users, what they may do, and what they sign in with. Every table has the tenant in its key.
create table users (
    tenant              text        not null,
    username            text        not null,
    id                  uuid        not null,
    email               text,
    password_hash       text        not null,
    must_change         boolean     not null default false,
    password_changed_at timestamptz not null,
    disabled_at         timestamptz,
    failed_attempts     integer     not null default 0,
    locked_until        timestamptz,
    reset_hash          bytea,
    reset_expires_at    timestamptz,
    created_at          timestamptz not null,
    last_sign_in_at     timestamptz,
    primary key (tenant, username)
);

comment on table  users is 'People who can sign in.';
comment on column users.username is 'Never changes; audit entries name it.';
comment on column users.id is 'UUIDv7 of the creation.';
comment on column users.email is 'An address; nothing is sent to it.';
comment on column users.password_hash is 'BCrypt of SHA-384 of the password, with its salt and cost.';
comment on column users.must_change is 'Whether the password is a one-time one: nothing else is allowed before it is changed.';
comment on column users.disabled_at is 'Since when the user may not sign in.';
comment on column users.failed_attempts is 'Consecutive sign-ins that failed.';
comment on column users.locked_until is 'Until when sign-ins are refused unseen.';
comment on column users.reset_hash is 'SHA-256 of the token that sets the password once.';
comment on column users.reset_expires_at is 'When that token ends.';

create table roles (
    tenant      text        not null,
    name        text        not null,
    description text        not null default '',
    is_builtin  boolean     not null default false,
    created_at  timestamptz not null,
    primary key (tenant, name)
);

comment on table  roles is 'Named sets of permissions.';
comment on column roles.is_builtin is 'Whether Sanctum defines what it allows.';

create table permissions (
    tenant     text not null,
    permission text not null check (permission ~ '^(\*|[a-z0-9_]+):(\*|[a-z0-9_]+)$'),
    primary key (tenant, permission)
);

comment on table  permissions is 'Permissions that some role grants or granted.';
comment on column permissions.permission is 'resource:action; either side may be *, which stands for all.';

create table role_permissions (
    tenant     text not null,
    role       text not null,
    permission text not null,
    primary key (tenant, role, permission),
    foreign key (tenant, role) references roles on delete cascade,
    foreign key (tenant, permission) references permissions
);

comment on table role_permissions is 'What a role grants.';

create table user_roles (
    tenant   text not null,
    username text not null,
    role     text not null,
    primary key (tenant, username, role),
    foreign key (tenant, username) references users on delete cascade,
    foreign key (tenant, role) references roles
);
create index user_roles_by_role on user_roles (tenant, role);

comment on table user_roles is 'Which roles a user has.';

create table api_keys (
    tenant       text        not null,
    id           uuid        not null,
    name         text        not null,
    key_hash     bytea       not null,
    prefix       text        not null,
    permissions  text[]      not null,
    owner        text        not null,
    created_at   timestamptz not null,
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz,
    primary key (tenant, id),
    foreign key (tenant, owner) references users (tenant, username)
);
create unique index api_keys_by_hash on api_keys (key_hash);
create index api_keys_by_owner on api_keys (tenant, owner);

comment on table  api_keys is 'Keys of programs. The key itself is shown once and not kept.';
comment on column api_keys.key_hash is 'SHA-256 of the key, which is 256 random bits.';
comment on column api_keys.prefix is 'The beginning of the key, to tell keys apart.';
comment on column api_keys.permissions is 'What it may do at most; less where its owner may do less.';
comment on column api_keys.owner is 'The user with whose rights it acts.';
comment on column api_keys.last_used_at is 'To the minute.';

create table refresh_token (
    tenant       text        not null,
    session_id   uuid        not null,
    username     text        not null,
    token_hash   bytea       not null,
    generation   integer     not null default 1,
    created_at   timestamptz not null,
    refreshed_at timestamptz not null,
    expires_at   timestamptz not null,
    ends_at      timestamptz not null,
    revoked_at   timestamptz,
    revoked_as   text check (revoked_as in ('signed_out', 'ended', 'reused', 'password', 'disabled', 'too_many')),
    address      text        not null,
    client       text,
    primary key (tenant, session_id),
    foreign key (tenant, username) references users on delete cascade
);
create index refresh_token_by_user on refresh_token (tenant, username);

comment on table  refresh_token is 'Sessions of users: one row for all the refresh tokens that follow one sign-in.';
comment on column refresh_token.session_id is 'It is in each token of the session.';
comment on column refresh_token.token_hash is 'SHA-256 of the one refresh token that is accepted now.';
comment on column refresh_token.generation is 'How many tokens the session had.';
comment on column refresh_token.expires_at is 'When the session ends unless it is refreshed.';
comment on column refresh_token.ends_at is 'When the session ends however often it is refreshed.';
comment on column refresh_token.revoked_as is 'Why it ended early.';
comment on column refresh_token.address is 'Where it was used from last.';
comment on column refresh_token.client is 'What the client called itself.';

create table signing_key (
    tenant         text        not null,
    kid            text        not null,
    algorithm      text        not null check (algorithm in ('HS256')),
    secret_key_id  text        not null,
    secret         bytea       not null,
    created_at     timestamptz not null,
    accepted_until timestamptz,
    primary key (tenant, kid)
);
create unique index signing_key_current on signing_key (tenant) where accepted_until is null;

comment on table  signing_key is 'Keys that sign access tokens.';
comment on column signing_key.kid is 'The id that tokens name the key by.';
comment on column signing_key.secret_key_id is 'The key that it is encrypted under.';
comment on column signing_key.secret is 'The key, encrypted.';
comment on column signing_key.accepted_until is 'When its tokens are refused; null for the key that signs.';
