alter table refresh_token add column by_passkey boolean not null default false;

comment on column refresh_token.by_passkey is 'Whether it began by a passkey: a one-time password need not be changed first.';
