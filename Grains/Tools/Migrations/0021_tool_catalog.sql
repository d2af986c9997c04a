-- What operators decide of tools. What tools there are is the processes' own knowledge: plug-ins come and go.
create table tool_catalog (
    tenant     text        not null,
    tool       text        not null,
    enabled    boolean     not null,
    reason     text,
    time_limit interval    check (time_limit > interval '0'),
    changed_at timestamptz not null default now(),
    primary key (tenant, tool)
);

comment on table  tool_catalog is 'Tools that an operator decided about; one without a row is enabled and as it says of itself.';
comment on column tool_catalog.enabled is 'Whether agents are offered it; a call of a disabled tool is refused.';
comment on column tool_catalog.reason is 'Why it is disabled, where somebody said so.';
comment on column tool_catalog.time_limit is 'How long it may run; null as the tool itself says.';
