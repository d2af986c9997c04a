-- A tool can have a container of its own.
alter table tool_catalog drop constraint tool_catalog_isolation_check;
alter table tool_catalog add constraint tool_catalog_isolation_check check (isolation in ('none', 'process', 'container'));

comment on column tool_catalog.isolation is
    'none: inside the host; process: in one of its own, under limits; container: the same, without files, network and processes of the host; null as the tool itself says.';
