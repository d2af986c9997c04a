-- What every process on this database must agree on. A migration that programs before it cannot live with raises required_epoch;
-- all others leave it, so that old and new silos run side by side.
create table installation (
    one            boolean     primary key default true check (one),
    id             uuid        not null default gen_random_uuid(),
    required_epoch int         not null,
    cluster_id     text,
    service_id     text,
    key_check      text,
    claimed_at     timestamptz,
    check (num_nulls(cluster_id, service_id, key_check, claimed_at) in (0, 4))
);

insert into installation (required_epoch) values (1);

comment on table  installation is 'What every process on this database must agree on; one row.';
comment on column installation.id is 'Makes the check value of a key different in every installation.';
comment on column installation.required_epoch is 'Epoch of the schema: a program of a lower one must not use this database.';
comment on column installation.cluster_id is 'Sanctum:Cluster:Id of the first process; null until there was one.';
comment on column installation.service_id is 'Part of the key of every row of grain state.';
comment on column installation.key_check is 'Tells whether a secrets key is this installation''s, and nothing about the key: an HMAC of the id under it.';
comment on column installation.claimed_at is 'When the first process came.';
