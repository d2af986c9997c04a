-- Accounts at OpenID providers that sign users in.
create table user_login (
    tenant    text        not null,
    issuer    text        not null,
    subject   text        not null,
    provider  text        not null,
    username  text        not null,
    name      text,
    made_user boolean     not null default false,
    linked_at timestamptz not null,
    used_at   timestamptz,
    primary key (tenant, issuer, subject),
    foreign key (tenant, username) references users on delete cascade
);
create unique index user_login_by_user on user_login (tenant, username, provider);

comment on table  user_login is 'Accounts at OpenID providers that sign users in.';
comment on column user_login.issuer is 'The provider, as its tokens name it.';
comment on column user_login.subject is 'The account, as the provider names it; it never changes, as names and addresses do.';
comment on column user_login.provider is 'What the provider is called in the settings.';
comment on column user_login.username is 'Who it signs in.';
comment on column user_login.name is 'What the account calls itself, for people.';
comment on column user_login.made_user is 'Whether the user was made at the first sign-in by it.';
comment on column user_login.used_at is 'When it signed in last.';

alter table users add column has_password boolean not null default true;

comment on column users.has_password is 'Whether the user has a password; one that a provider made has none.';

alter table refresh_token add column provider text;

comment on column refresh_token.provider is 'The OpenID provider by which it began; null for a password or the machine key.';
