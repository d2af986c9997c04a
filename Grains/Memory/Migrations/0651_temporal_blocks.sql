-- Blocks of a day, month or year may be attached for one turn.
alter table memory_block add column attached_for text;

comment on column memory_block.attached_for is 'The session whose turn it is attached for; null where it stays until it is detached.';
