-- Each change of a block says who made it, why, and all that it changed.
alter table memory_entry
    add column author             text,
    add column cause              text,
    add column session_id         text,
    add column call_id            text,
    add column of_version         int,
    add column before_description text,
    add column description        text,
    add column before_limit       int,
    add column char_limit         int,
    add column is_change          boolean not null default true;

comment on column memory_entry.author is 'Who made the change, such as agent/ada or user/bob; null in rows of earlier builds, which have the actor only.';
comment on column memory_entry.cause is 'What made the change: tool, request, definition, undo, restore; null in rows of earlier builds.';
comment on column memory_entry.session_id is 'For a tool call: the session.';
comment on column memory_entry.call_id is 'For a tool call: its id.';
comment on column memory_entry.of_version is 'For an undo or a restore: the version that it is about.';
comment on column memory_entry.before_description is 'The description before; null where it is not known.';
comment on column memory_entry.description is 'The description after; null where it is not known.';
comment on column memory_entry.before_limit is 'The limit before; null where it is not known.';
comment on column memory_entry.char_limit is 'The limit after; null where it is not known.';
comment on column memory_entry.is_change is 'False for an edit that left its block as it was: it is no version.';

-- Edits that changed nothing were entries with the version that their block had.
update memory_entry later set is_change = false
where later.before = later.after and exists (
    select from memory_entry earlier
    where earlier.tenant = later.tenant and earlier.agent = later.agent and earlier.label = later.label
      and earlier.version = later.version and earlier.edited_at < later.edited_at);

-- Blocks that were created without an entry get their first version.
insert into memory_entry (tenant, agent, edit_id, label, kind, actor, before, after, version, edited_at)
select block.tenant, block.agent, 'create:' || block.label, block.label, 'create', 'system', null,
       case when block.version = 1 then block.value else coalesce(second.before, '') end, 1,
       case when block.version = 1 then block.updated_at else coalesce(second.edited_at, block.updated_at) end
from memory_block block
left join lateral (
    select entry.before, entry.edited_at from memory_entry entry
    where entry.tenant = block.tenant and entry.agent = block.agent and entry.label = block.label and entry.version = 2
    order by entry.edited_at desc limit 1) second on true
where not exists (
    select from memory_entry entry
    where entry.tenant = block.tenant and entry.agent = block.agent and entry.label = block.label and entry.version = 1)
on conflict do nothing;
