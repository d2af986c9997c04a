-- What an agent notes with the item that it acknowledges. Builds before leave it as it is.
alter table queue_item add column notes jsonb;
comment on column queue_item.notes is 'Notes of the agent in their order, each with the tool call that made it; null where there are none.';
