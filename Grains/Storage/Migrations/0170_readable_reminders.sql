-- One row whose grain id cannot be read (there is no slash in it) would keep every reminder of its silo from being loaded.
update OrleansQuery set QueryText = $q$
select grain_id as GrainId, reminder_name as ReminderName, start_time as StartTime, period_ms as Period, version as Version
from grain_reminder
where service_id = @ServiceId and grain_hash > @BeginHash and grain_hash <= @EndHash and strpos(grain_id, '/') > 0
$q$ where QueryKey = 'ReadRangeRows1Key';

update OrleansQuery set QueryText = $q$
select grain_id as GrainId, reminder_name as ReminderName, start_time as StartTime, period_ms as Period, version as Version
from grain_reminder
where service_id = @ServiceId and (grain_hash > @BeginHash or grain_hash <= @EndHash) and strpos(grain_id, '/') > 0
$q$ where QueryKey = 'ReadRangeRows2Key';
