-- Rows that are old enough go, oldest first.
create index tool_request_finished on tool_request (finished_at) where finished_at is not null;

-- The log still refuses every change, but for the deletion of what is older than the statement itself says that it keeps.
create or replace function audit_entry_refuses() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and old.occurred_at < nullif(current_setting('sanctum.audit_kept_since', true), '')::timestamptz then
        return old;
    end if;
    raise exception 'audit_entry takes new rows only; % is refused', lower(tg_op) using errcode = 'restrict_violation';
end $$;
