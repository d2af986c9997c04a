-- Objects are also found by the beginning of their names. The new index finds whole names as well.
create index audit_entry_by_object_name on audit_entry (tenant, object text_pattern_ops, id);
drop index audit_entry_by_object;

-- Most entries are ok and most have no address, so these are small.
create index audit_entry_by_result on audit_entry (tenant, result, id) where result <> 'ok';
create index audit_entry_by_address on audit_entry (tenant, from_address, id) where from_address is not null;

comment on column audit_entry.actor is 'agent/NAME, user/NAME, key/ID; operator/ADDRESS of who did not have to sign in.';
