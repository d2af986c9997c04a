-- Grain state and reminders: the same rows whichever runtime hosts the grains.
create table grain_state (
    service_id  text        not null,
    state_name  text        not null,
    grain_key   text        collate "C" not null,
    payload     jsonb,
    version     int         not null,
    modified_at timestamptz not null default now(),
    primary key (service_id, state_name, grain_key)
);

comment on table  grain_state is 'State of grains, one readable JSON document per grain and state name.';
comment on column grain_state.state_name is 'Name of the grain''s [PersistentState].';
comment on column grain_state.grain_key is 'Grain key: tenant/name.';
comment on column grain_state.payload is 'The state; null once it was cleared.';
comment on column grain_state.version is 'Counts the writes; a write names the version that it replaces.';

create table grain_reminder (
    service_id    text        not null,
    grain_id      text        not null,
    reminder_name text        not null,
    start_time    timestamptz not null,
    period_ms     bigint      not null,
    grain_hash    int         not null,
    version       int         not null,
    primary key (service_id, grain_id, reminder_name)
);

create index grain_reminder_by_hash on grain_reminder (service_id, grain_hash);

comment on table  grain_reminder is 'Timers of grains that survive their process.';
comment on column grain_reminder.grain_id is 'Grain type/key.';
comment on column grain_reminder.start_time is 'When the first tick is due.';
