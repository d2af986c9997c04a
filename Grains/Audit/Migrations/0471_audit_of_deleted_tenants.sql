-- The entries of a tenant go with the tenant: a transaction that names it as deleted may remove them and their chain.
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
        if old.tenant <> 'default' and old.tenant = current_setting('sanctum.tenant_deleted', true) then
            return old;
        end if;
        if old.chain_seq is not null
            and old.occurred_at < nullif(current_setting('sanctum.audit_kept_since', true), '')::timestamptz then
            return old;
        end if;
    end if;
    raise exception 'audit_entry takes new rows only; % is refused', lower(tg_op) using errcode = 'restrict_violation';
end $$;

create or replace function audit_entry_anchor() returns trigger language plpgsql as $$
declare
    last record;
begin
    for last in
        select distinct on (tenant) tenant, chain_seq, hash from removed
        where tenant is distinct from nullif(current_setting('sanctum.tenant_deleted', true), '')
        order by tenant, chain_seq desc
    loop
        if exists (select from audit_entry entry where entry.tenant = last.tenant and entry.chain_seq <= last.chain_seq) then
            raise exception 'audit entries are removed from the beginning of their chain on' using errcode = 'restrict_violation';
        end if;
        update audit_chain set anchor_seq = last.chain_seq, anchor_hash = last.hash where tenant = last.tenant;
    end loop;
    return null;
end $$;

create or replace function audit_chain_refuses() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if new.tenant = old.tenant
            and (new.head_seq > old.head_seq or (new.head_seq, new.head_hash) = (old.head_seq, old.head_hash))
            and (new.anchor_seq > old.anchor_seq or (new.anchor_seq, new.anchor_hash) = (old.anchor_seq, old.anchor_hash)) then
            return new;
        end if;
    elsif tg_op = 'DELETE' then
        if old.tenant <> 'default' and old.tenant = current_setting('sanctum.tenant_deleted', true) then
            return old;
        end if;
    end if;
    raise exception 'audit_chain only moves on; this % is refused', lower(tg_op) using errcode = 'restrict_violation';
end $$;
