-- What was recalled of archival memory for a turn, with the message that it answers. A silo of the build before leaves it empty.
alter table transcript_entry add column recalled jsonb;
comment on column transcript_entry.recalled is
    'On the message that a turn answers: the passages of archival memory that its model calls are given; null without.';
