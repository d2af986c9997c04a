-- Sign-ins of somebody on the gateway's own machine, and links that sign in once.
alter table refresh_token add column by_machine boolean not null default false;

comment on column refresh_token.by_machine is 'Whether it began by the machine key: a one-time password need not be changed first.';

create table sign_in_link (
    tenant     text        not null,
    code_hash  bytea       not null,
    username   text        not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    primary key (tenant, code_hash),
    foreign key (tenant, username) references users on delete cascade
);

comment on table  sign_in_link is 'Links that sign in once. A row goes when its link is used, or with the next link after its end.';
comment on column sign_in_link.code_hash is 'SHA-256 of the code, which is 256 random bits.';
comment on column sign_in_link.username is 'Who it signs in.';
