-- Tenants. What there was before belongs to the tenant 'default', which is the operator's and is always there.
create table tenant (
    name                    text        not null primary key check (name ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    title                   text        not null default '',
    state                   text        not null default 'active' check (state in ('active', 'suspended', 'deleting', 'deleted')),
    max_agents              integer     check (max_agents >= 0),
    max_users               integer     check (max_users >= 0),
    max_keys                integer     check (max_keys >= 0),
    max_sessions            integer     check (max_sessions >= 0),
    max_messages_per_minute integer     check (max_messages_per_minute > 0),
    version                 integer     not null default 1,
    created_at              timestamptz not null default now(),
    changed_at              timestamptz not null default now(),
    deletion_started_at     timestamptz,
    deleted_at              timestamptz,
    check (name <> 'default' or state = 'active')
);

create index tenant_out_of_service on tenant (name) where state <> 'active';

insert into tenant (name, title) values ('default', 'The operator');

create table tenant_deletion (
    name         text        not null references tenant,
    table_name   text        not null,
    rows         bigint      not null,
    last_at      timestamptz not null,
    primary key (name, table_name)
);

comment on table  tenant is 'Tenants, also those that were deleted: a name is not used again.';
comment on column tenant.name is 'The tenant of all other tables; it is also the beginning of grain keys.';
comment on column tenant.title is 'A title for people.';
comment on column tenant.state is 'active; suspended: callers are refused and agents rest; deleting; deleted: it has no rows.';
comment on column tenant.max_agents is 'Quota of agents in service; null for none.';
comment on column tenant.max_users is 'Quota of users; null for none.';
comment on column tenant.max_keys is 'Quota of API keys that are not revoked; null for none.';
comment on column tenant.max_sessions is 'Quota of sessions; null for none.';
comment on column tenant.max_messages_per_minute is 'Quota of messages that the API takes in within 60 seconds; null for none.';
comment on column tenant.version is 'Counts every change.';
comment on column tenant.deletion_started_at is 'When its deletion was asked for.';
comment on column tenant.deleted_at is 'When none of its rows was left.';
comment on table  tenant_deletion is 'Receipts of deleted tenants: what was removed, by table.';
comment on column tenant_deletion.name is 'The tenant.';
comment on column tenant_deletion.rows is 'Rows removed so far.';
comment on column tenant_deletion.last_at is 'When the last of them was removed.';
