-- Where a tool runs, as operators decide it.
alter table tool_catalog add column isolation text check (isolation in ('none', 'process'));

comment on column tool_catalog.isolation is 'none: inside the host; process: in one of its own, under limits; null as the tool itself says.';
