-- Who did what, and what came of it.
create table audit_entry (
    tenant      text        not null,
    id          uuid        not null,
    occurred_at timestamptz not null,
    actor       text        not null,
    action      text        not null,
    object      text        not null,
    result      text        not null,
    details     jsonb       not null,
    primary key (tenant, id)
);

-- Ids carry their time, so each of these is in the order of time as well.
create index audit_entry_by_action on audit_entry (tenant, action, id);
create index audit_entry_by_actor on audit_entry (tenant, actor, id);
create index audit_entry_by_object on audit_entry (tenant, object, id);

create function audit_entry_refuses() returns trigger language plpgsql as $$
begin
    raise exception 'audit_entry takes new rows only; % is refused', lower(tg_op) using errcode = 'restrict_violation';
end $$;

create trigger audit_entry_kept before update or delete on audit_entry for each row execute function audit_entry_refuses();
create trigger audit_entry_not_emptied before truncate on audit_entry for each statement execute function audit_entry_refuses();

comment on table  audit_entry is 'Who did what, and what came of it; rows are added and never changed.';
comment on column audit_entry.id is 'UUIDv7 of the time in occurred_at.';
comment on column audit_entry.actor is 'agent/NAME, or operator/ADDRESS while the gateway has no users.';
comment on column audit_entry.object is 'What it was done to, as kind/name.';
comment on column audit_entry.result is 'ok, refused or failed; for tools how the run went.';
comment on column audit_entry.details is 'What else is known; values under sensitive names are [REDACTED].';
