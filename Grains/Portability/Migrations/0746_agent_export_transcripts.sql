-- Files with transcripts. A silo of the build before makes files without them, and its exports are marked so.
alter table agent_export add column has_transcripts boolean not null default false;
comment on column agent_export.has_transcripts is 'Whether the file has the transcripts of the agent''s sessions.';
