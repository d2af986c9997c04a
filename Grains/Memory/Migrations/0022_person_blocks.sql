-- Blocks about people: there may be many, and only those that are attached are before the model's eyes.
alter table memory_block add column is_attached boolean not null default true;

create index memory_block_attached on memory_block (tenant, agent, label) where is_attached;

comment on column memory_block.is_attached is 'Whether the model sees it; what is known about a person is put away in between.';
