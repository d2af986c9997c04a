-- A thread in which somebody wrote the stop command gets no more replies, until a later command lifts it. Builds before leave it null.
alter table platform_notification add column command text;
create index platform_notification_command on platform_notification (tenant, platform, account, session_id, author_id, occurred_at)
    where command is not null;
comment on column platform_notification.command is 'stop; start lifts what the same person stopped, resume what anybody stopped; else null.';
