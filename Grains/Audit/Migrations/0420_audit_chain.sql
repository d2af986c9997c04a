-- Entries are chained by hashes, after their commit: writers share transactions with others and must not wait for each other.
alter table audit_entry
    add column from_address  text,
    add column trace_id      text,
    add column chain_seq     bigint,
    add column previous_hash bytea,
    add column hash          bytea;

alter table audit_entry add constraint audit_entry_sealed_whole check (
    (chain_seq is null and previous_hash is null and hash is null)
    or (chain_seq > 0 and octet_length(previous_hash) = 32 and octet_length(hash) = 32)) not valid;

create unique index audit_entry_chain on audit_entry (tenant, chain_seq) where chain_seq is not null;
create index audit_entry_unsealed on audit_entry (tenant, id) where chain_seq is null;

create table audit_chain (
    tenant      text        not null primary key,
    head_seq    bigint      not null default 0,
    head_hash   bytea       not null default decode(repeat('00', 32), 'hex'),
    sealed_at   timestamptz not null default now(),
    anchor_seq  bigint      not null default 0,
    anchor_hash bytea       not null default decode(repeat('00', 32), 'hex'),
    check (octet_length(head_hash) = 32 and octet_length(anchor_hash) = 32 and anchor_seq between 0 and head_seq)
);

-- Of an entry only its place in the chain may be set, once. Of deletion see audit_entry_anchored.
create or replace function audit_entry_refuses() returns trigger language plpgsql as $$
declare
    unsealed audit_entry;
begin
    if tg_op = 'UPDATE' then
        unsealed := new;
        unsealed.chain_seq := null;
        unsealed.previous_hash := null;
        unsealed.hash := null;
        if new.chain_seq is not null and unsealed *= old then
            return new;
        end if;
    elsif tg_op = 'DELETE' then
        if old.chain_seq is not null
            and old.occurred_at < nullif(current_setting('sanctum.audit_kept_since', true), '')::timestamptz then
            return old;
        end if;
    end if;
    raise exception 'audit_entry takes new rows only; % is refused', lower(tg_op) using errcode = 'restrict_violation';
end $$;

create function audit_entry_unsealed() returns trigger language plpgsql as $$
begin
    raise exception 'an audit entry is sealed after it was written' using errcode = 'restrict_violation';
end $$;

create trigger audit_entry_written before insert on audit_entry for each row
    when (new.chain_seq is not null) execute function audit_entry_unsealed();

-- What is removed is the beginning of the chain, and its last hash stays, so that what follows can still be verified.
create function audit_entry_anchor() returns trigger language plpgsql as $$
declare
    last record;
begin
    for last in select distinct on (tenant) tenant, chain_seq, hash from removed order by tenant, chain_seq desc loop
        if exists (select from audit_entry entry where entry.tenant = last.tenant and entry.chain_seq <= last.chain_seq) then
            raise exception 'audit entries are removed from the beginning of their chain on' using errcode = 'restrict_violation';
        end if;
        update audit_chain set anchor_seq = last.chain_seq, anchor_hash = last.hash where tenant = last.tenant;
    end loop;
    return null;
end $$;

create trigger audit_entry_anchored after delete on audit_entry referencing old table as removed
    for each statement execute function audit_entry_anchor();

create function audit_chain_refuses() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if new.tenant = old.tenant
            and (new.head_seq > old.head_seq or (new.head_seq, new.head_hash) = (old.head_seq, old.head_hash))
            and (new.anchor_seq > old.anchor_seq or (new.anchor_seq, new.anchor_hash) = (old.anchor_seq, old.anchor_hash)) then
            return new;
        end if;
    end if;
    raise exception 'audit_chain only moves on; this % is refused', lower(tg_op) using errcode = 'restrict_violation';
end $$;

create trigger audit_chain_kept before update or delete on audit_chain for each row execute function audit_chain_refuses();
create trigger audit_chain_not_emptied before truncate on audit_chain for each statement execute function audit_chain_refuses();

-- Rolls a statement back that has sealed other entries than it meant to.
create function audit_seal_refused(sealed bigint, wanted bigint) returns bigint language plpgsql as $$
begin
    raise exception '% of % audit entries could be sealed', sealed, wanted using errcode = 'restrict_violation';
end $$;

comment on column audit_entry.from_address is 'Address of the caller that asked for it; null for what agents do.';
comment on column audit_entry.trace_id is 'Trace in which it happened.';
comment on column audit_entry.chain_seq is 'Place in the chain of its tenant, from 1 without gaps; null until it is sealed.';
comment on column audit_entry.previous_hash is 'hash of the entry before it; zeros for the first.';
comment on column audit_entry.hash is 'SHA-256 of chain_seq, previous_hash and all other columns.';
comment on table  audit_chain is 'Head and anchor of the chain of audit entries, by tenant.';
comment on column audit_chain.head_seq is 'Place of the newest sealed entry.';
comment on column audit_chain.head_hash is 'Its hash.';
comment on column audit_chain.sealed_at is 'When it was sealed.';
comment on column audit_chain.anchor_seq is 'Place of the last entry that retention removed.';
comment on column audit_chain.anchor_hash is 'Its hash: previous_hash of the oldest entry that there is.';
