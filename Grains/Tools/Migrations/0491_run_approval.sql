-- A run that waits for a person is due at the deadline. Builds before leave the column empty.
alter table tool_request add column approval_id uuid;
comment on column tool_request.approval_id is 'The approval that the run waits or waited for; null where none was asked for.';
