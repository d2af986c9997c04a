-- How far memories are trusted, as transcript_entry.trust: 0 operator, 1 owner, 2 known person, 3 stranger, 4 web. Rows of earlier
-- builds, and of silos of the build before, have none and count as trusted.
alter table memory_block add column trust int;
comment on column memory_block.trust is 'How far the block is trusted: as far as the least of what it holds, 0 operator to 4 web. Null in rows of earlier builds.';

alter table memory_entry add column trust int, add column before_trust int;
comment on column memory_entry.trust is 'How far the block was trusted after the change. Null in rows of earlier builds.';
comment on column memory_entry.before_trust is 'How far the block was trusted before the change; null where there was none, and in rows of earlier builds.';

alter table memory_passage add column trust int;
comment on column memory_passage.trust is 'How far the passage is trusted, 0 operator to 4 web. Null in rows of earlier builds.';

alter table memory_shared_block add column trust int;
comment on column memory_shared_block.trust is 'How far the block is trusted: as far as the least of what it holds, 0 operator to 4 web. Null in rows of earlier builds.';

alter table memory_shared_version add column trust int;
comment on column memory_shared_version.trust is 'How far the block was trusted after the change. Null in rows of earlier builds.';
