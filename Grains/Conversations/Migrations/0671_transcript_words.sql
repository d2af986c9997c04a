-- Full text search of transcripts. An index by expression needs no new column, so silos of the build before append as they did. The lexeme
-- of the tenant keeps other tenants' matches out. The length is bounded, because a tsvector of a larger text can be refused.
create index transcript_entry_words on transcript_entry using gin (
    (to_tsvector('english'::regconfig, left(content, 32768)) || array_to_tsvector(array[' ' || tenant])));
