-- How far each text that a model is given is trusted: 0 operator, 1 owner, 2 known person, 3 stranger, 4 web. Rows of earlier
-- builds, and of silos of the build before, have none and count as trusted.
alter table transcript_entry add column trust int;
comment on column transcript_entry.trust is
    'How far the entry is trusted: 0 operator, 1 owner, 2 known person, 3 stranger, 4 web; an answer has the lowest of what its model call held. Null in rows of earlier builds.';

alter table transcript_compaction add column trust int;
comment on column transcript_compaction.trust is
    'How far the summary is trusted, as transcript_entry.trust. Null in rows of earlier builds.';
