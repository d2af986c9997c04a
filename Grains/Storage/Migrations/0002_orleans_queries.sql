-- What Orleans' AdoNet providers run, as our texts over our tables: a cluster and the embedded runtime share their rows.
-- The providers read this table once at start; keys, parameter names and result columns are theirs.
create table OrleansQuery (
    QueryKey  varchar(64)   primary key,
    QueryText varchar(8000) not null
);

comment on table OrleansQuery is 'SQL that Orleans'' AdoNet providers run; only a cluster reads it.';

-- Grain state. No row comes back from a write that lost a race, which the provider reports as InconsistentStateException.
-- The key arrives as extension string because every key contains a slash; any other key is refused by grain_key's not null.
insert into OrleansQuery (QueryKey, QueryText) values
('ReadFromStorageKey', $q$
select convert_to(payload::text, 'UTF8') as PayloadBinary, version as Version
from grain_state
where service_id = @ServiceId and state_name = @GrainTypeString and grain_key = @GrainIdExtensionString
$q$),
('WriteToStorageKey', $q$
with replaced as (
    update grain_state
    set payload = convert_from(@PayloadBinary, 'UTF8')::jsonb, version = version + 1, modified_at = now()
    where service_id = @ServiceId and state_name = @GrainTypeString and grain_key = @GrainIdExtensionString
      and version = @GrainStateVersion
    returning version
), created as (
    insert into grain_state (service_id, state_name, grain_key, payload, version)
    select @ServiceId, @GrainTypeString, @GrainIdExtensionString, convert_from(@PayloadBinary, 'UTF8')::jsonb, 1
    where @GrainStateVersion is null
    on conflict (service_id, state_name, grain_key) do nothing
    returning version
)
select version as NewGrainStateVersion from replaced
union all
select version from created
$q$),
('ClearStorageKey', $q$
with cleared as (
    update grain_state
    set payload = null, version = version + 1, modified_at = now()
    where service_id = @ServiceId and state_name = @GrainTypeString and grain_key = @GrainIdExtensionString
      and version = @GrainStateVersion
    returning version
), created as (
    insert into grain_state (service_id, state_name, grain_key, payload, version)
    select @ServiceId, @GrainTypeString, @GrainIdExtensionString, null, 1
    where @GrainStateVersion is null
    on conflict (service_id, state_name, grain_key) do nothing
    returning version
)
select version as NewGrainStateVersion from cleared
union all
select version from created
$q$);

-- Reminders. Hashes are signed; a range that wraps around the ring is the second text.
insert into OrleansQuery (QueryKey, QueryText) values
('ReadReminderRowsKey', $q$
select grain_id as GrainId, reminder_name as ReminderName, start_time as StartTime, period_ms as Period, version as Version
from grain_reminder
where service_id = @ServiceId and grain_id = @GrainId
$q$),
('ReadReminderRowKey', $q$
select grain_id as GrainId, reminder_name as ReminderName, start_time as StartTime, period_ms as Period, version as Version
from grain_reminder
where service_id = @ServiceId and grain_id = @GrainId and reminder_name = @ReminderName
$q$),
('ReadRangeRows1Key', $q$
select grain_id as GrainId, reminder_name as ReminderName, start_time as StartTime, period_ms as Period, version as Version
from grain_reminder
where service_id = @ServiceId and grain_hash > @BeginHash and grain_hash <= @EndHash
$q$),
('ReadRangeRows2Key', $q$
select grain_id as GrainId, reminder_name as ReminderName, start_time as StartTime, period_ms as Period, version as Version
from grain_reminder
where service_id = @ServiceId and (grain_hash > @BeginHash or grain_hash <= @EndHash)
$q$),
('UpsertReminderRowKey', $q$
insert into grain_reminder as present (service_id, grain_id, reminder_name, start_time, period_ms, grain_hash, version)
values (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
on conflict (service_id, grain_id, reminder_name) do update
set start_time = excluded.start_time, period_ms = excluded.period_ms, grain_hash = excluded.grain_hash,
    version = present.version + 1
returning version as Version
$q$),
('DeleteReminderRowKey', $q$
with deleted as (
    delete from grain_reminder
    where service_id = @ServiceId and grain_id = @GrainId and reminder_name = @ReminderName and version = @Version
    returning 1
)
select count(*)::int from deleted
$q$),
('DeleteReminderRowsKey', $q$
delete from grain_reminder where service_id = @ServiceId
$q$);
