-- Policy documents. Rows are only added: the highest version of a name is the one in force, unless its document is null.
create table policy_document (
    tenant      text        not null,
    name        text        not null,
    version     integer     not null check (version > 0),
    document    text,
    description text        not null default '',
    created_at  timestamptz not null default now(),
    primary key (tenant, name, version)
);

comment on table  policy_document is 'Versions of policy documents: what agents may do, and when.';
comment on column policy_document.version is 'From 1, by one with each change of the name.';
comment on column policy_document.document is 'The text as it was written; null: this version deleted the document.';
comment on column policy_document.description is 'What the document says it is for.';
