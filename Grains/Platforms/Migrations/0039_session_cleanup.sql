-- Sessions to clean up, and those that were set apart.
create index platform_session_ended on platform_session (ended_at) where state <> 'active';
