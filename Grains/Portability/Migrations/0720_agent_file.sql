-- Agents as files: exports are jobs that any silo can continue, and files are signed by a key of the installation.
create table agent_export (
    tenant       text        not null,
    agent        text        not null,
    id           uuid        not null,
    requested_by text        not null,
    state        text        not null default 'pending',
    bytes        int,
    attempts     int         not null default 0,
    error        text,
    due_at       timestamptz,
    created_at   timestamptz not null,
    ended_at     timestamptz,
    primary key (tenant, agent, id)
);

create index agent_export_due on agent_export (due_at) where due_at is not null;
create index agent_export_ended on agent_export (ended_at) where ended_at is not null;

comment on table  agent_export is 'Exports of agents into files.';
comment on column agent_export.requested_by is 'Who asked for it, such as user/ada.';
comment on column agent_export.state is 'pending, running, done or failed.';
comment on column agent_export.bytes is 'Size of the file; null until it is done.';
comment on column agent_export.attempts is 'How often it was begun.';
comment on column agent_export.error is 'Why it failed, or why its last attempt did.';
comment on column agent_export.due_at is 'Not continued before; null once it has ended.';

create table agent_export_content (
    tenant  text  not null,
    agent   text  not null,
    export  uuid  not null,
    content bytea not null,
    primary key (tenant, agent, export),
    foreign key (tenant, agent, export) references agent_export (tenant, agent, id) on delete cascade
);

alter table agent_export_content alter column content set storage external;

comment on table agent_export_content is 'Files of exports that are done.';

create table agent_file_key (
    tenant        text        not null,
    public_key    text        not null,
    secret_key_id text        not null,
    secret        bytea       not null,
    created_at    timestamptz not null,
    primary key (tenant)
);

comment on table  agent_file_key is 'The Ed25519 key by which this installation signs files of agents; of the operator''s tenant.';
comment on column agent_file_key.public_key is 'The public key, in Base64.';
comment on column agent_file_key.secret_key_id is 'The key that the private key is encrypted under.';
comment on column agent_file_key.secret is 'The private key, encrypted.';
