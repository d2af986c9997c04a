-- A post that waits for a person is 'pending', as builds before read it, and due at the deadline.
alter table outbox add column approval_id uuid;
comment on column outbox.approval_id is 'The approval that a pending post waits for; it is shown as waiting_approval.';
