-- Who is in the cluster, for Sanctum:Cluster:Provider=AdoNet. Every change of a member raises the cluster's version in the
-- same statement, or changes nothing: two silos never both act on the same view.
create table cluster_version (
    cluster_id text        primary key,
    version    int         not null default 0,
    changed_at timestamptz not null default now()
);

create table cluster_member (
    cluster_id    text        not null references cluster_version on delete cascade,
    address       text        not null,
    port          int         not null,
    generation    int         not null,
    silo_name     text        not null,
    host_name     text        not null,
    status        int         not null,
    proxy_port    int         not null,
    suspect_times text,
    start_time    timestamptz not null,
    alive_at      timestamptz not null,
    primary key (cluster_id, address, port, generation)
);

comment on table  cluster_version is 'Version of each Orleans cluster''s membership.';
comment on table  cluster_member is 'Silos of each Orleans cluster, present and past.';
comment on column cluster_member.generation is 'Tells the lives of a silo on one address apart.';
comment on column cluster_member.proxy_port is 'Where clients connect; 0 when the silo takes none.';

-- The version comes back even when there is no member, with nulls for the member.
insert into OrleansQuery (QueryKey, QueryText) values
('MembershipReadRowKey', $q$
select v.cluster_id as DeploymentId, m.address as Address, m.port as Port, m.generation as Generation, m.silo_name as SiloName,
       m.host_name as HostName, m.status as Status, m.proxy_port as ProxyPort, m.suspect_times as SuspectTimes,
       m.start_time as StartTime, m.alive_at as IAmAliveTime, v.version as Version
from cluster_version v
left join cluster_member m
       on m.cluster_id = v.cluster_id and m.address = @Address and m.port = @Port and m.generation = @Generation
where v.cluster_id = @DeploymentId
$q$),
('MembershipReadAllKey', $q$
select v.cluster_id as DeploymentId, m.address as Address, m.port as Port, m.generation as Generation, m.silo_name as SiloName,
       m.host_name as HostName, m.status as Status, m.proxy_port as ProxyPort, m.suspect_times as SuspectTimes,
       m.start_time as StartTime, m.alive_at as IAmAliveTime, v.version as Version
from cluster_version v
left join cluster_member m on m.cluster_id = v.cluster_id
where v.cluster_id = @DeploymentId
$q$),
('InsertMembershipVersionKey', $q$
with added as (
    insert into cluster_version (cluster_id) values (@DeploymentId)
    on conflict (cluster_id) do nothing
    returning 1
)
select count(*)::int from added
$q$),
('InsertMembershipKey', $q$
with raised as (
    update cluster_version
    set version = version + 1, changed_at = now()
    where cluster_id = @DeploymentId and version = @Version
      and not exists (
          select from cluster_member
          where cluster_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
    returning cluster_id
), added as (
    insert into cluster_member
        (cluster_id, address, port, generation, silo_name, host_name, status, proxy_port, start_time, alive_at)
    select cluster_id, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
    from raised
    returning 1
)
select count(*)::int from added
$q$),
('UpdateMembershipKey', $q$
with raised as (
    update cluster_version
    set version = version + 1, changed_at = now()
    where cluster_id = @DeploymentId and version = @Version
      and exists (
          select from cluster_member
          where cluster_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
    returning cluster_id
), changed as (
    update cluster_member m
    set status = @Status, suspect_times = @SuspectTimes, alive_at = @IAmAliveTime
    from raised
    where m.cluster_id = raised.cluster_id and m.address = @Address and m.port = @Port and m.generation = @Generation
    returning 1
)
select count(*)::int from changed
$q$),
('UpdateIAmAlivetimeKey', $q$
update cluster_member
set alive_at = @IAmAliveTime
where cluster_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation
$q$),
-- Status 3 is Active.
('GatewaysQueryKey', $q$
select address as Address, proxy_port as ProxyPort, generation as Generation
from cluster_member
where cluster_id = @DeploymentId and status = @Status and proxy_port > 0
$q$),
('CleanupDefunctSiloEntriesKey', $q$
delete from cluster_member
where cluster_id = @DeploymentId and alive_at < @IAmAliveTime and status <> 3
$q$),
('DeleteMembershipTableEntriesKey', $q$
delete from cluster_version where cluster_id = @DeploymentId
$q$);
