-- One-time codes of authenticator apps (TOTP, RFC 6238) as the second factor of users.
create table user_totp (
    tenant        text        not null,
    username      text        not null,
    secret_key_id text        not null,
    secret        bytea       not null,
    created_at    timestamptz not null,
    confirmed_at  timestamptz,
    last_step     bigint,
    primary key (tenant, username),
    foreign key (tenant, username) references users on delete cascade
);

comment on table  user_totp is 'Secrets of authenticator apps, one for each user who has one.';
comment on column user_totp.secret_key_id is 'The key that the secret is encrypted under.';
comment on column user_totp.secret is 'The secret in Base32, encrypted.';
comment on column user_totp.created_at is 'When the secret was made.';
comment on column user_totp.confirmed_at is 'Since when codes are asked for; null until the user has sent one.';
comment on column user_totp.last_step is 'The time step of the newest code that was accepted: it and those before are not accepted again.';

create table recovery_code (
    tenant    text  not null,
    username  text  not null,
    code_hash bytea not null,
    primary key (tenant, username, code_hash),
    foreign key (tenant, username) references user_totp on delete cascade
);

comment on table  recovery_code is 'Codes for users who have lost their app. A row goes when its code is used.';
comment on column recovery_code.code_hash is 'SHA-256 of the code, which has 118 random bits.';

create table sign_in_challenge (
    tenant     text        not null,
    code_hash  bytea       not null,
    username   text        not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    primary key (tenant, code_hash),
    foreign key (tenant, username) references users on delete cascade
);
create index sign_in_challenge_by_user on sign_in_challenge (tenant, username);

comment on table  sign_in_challenge is 'Sign-ins whose password was right and whose one-time code is awaited. A row goes when its challenge is used.';
comment on column sign_in_challenge.code_hash is 'SHA-256 of the challenge, which has 256 random bits.';
comment on column sign_in_challenge.username is 'Who signs in.';
