-- What becomes of messages, for a whole tenant. Without a row the setting Sanctum:Messages:Mode decides.
create table message_mode (
    tenant   text        primary key,
    mode     text        not null check (mode in ('live', 'listen', 'echo', 'test')),
    revision bigint      not null default 1,
    since    timestamptz not null default now()
);

comment on table  message_mode is 'The message mode that an operator chose; without a row the configured one holds.';
comment on column message_mode.mode is 'live: agents answer; listen: messages are kept and not answered; echo: they are sent back; test: agents work and nothing is posted.';
comment on column message_mode.revision is 'Grows with every change.';
