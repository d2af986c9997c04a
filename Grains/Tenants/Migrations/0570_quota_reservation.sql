-- Exact quotas: what is about to be created is counted too. And a quota of memory blocks.
alter table tenant add column max_memory_blocks integer check (max_memory_blocks >= 0);

-- Unlogged: after a crash of the database no creation is under way any more.
create unlogged table quota_reservation (
    tenant    text        not null,
    quota     text        not null,
    id        uuid        not null,
    places    integer     not null check (places > 0),
    lapses_at timestamptz not null,
    primary key (tenant, quota, id)
);

comment on column tenant.max_memory_blocks is 'Quota of blocks of core memory, of all agents; null for none.';
comment on table  quota_reservation is 'Places of tenants'' quotas that creations hold until they are committed.';
comment on column quota_reservation.quota is 'agents, users, keys, sessions or memoryBlocks.';
comment on column quota_reservation.id is 'UUIDv7.';
comment on column quota_reservation.places is 'How many places it holds.';
comment on column quota_reservation.lapses_at is 'When it ends though nobody released it.';
