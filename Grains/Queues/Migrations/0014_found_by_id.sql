-- An index whose predicate follows from "status = 'processing'" is one that a planner may walk to look up a single item, and on
-- a new table, of which it knows nothing yet, it does. These predicates follow from nothing that a lookup by id asks for.
drop index queue_item_thread_lease;
create unique index queue_item_thread_lease on queue_item (tenant, agent, session_id) where status like 'processing';
drop index queue_item_due;
create index queue_item_due on queue_item (due_at) where due_at is not null;
drop index outbox_due;
create index outbox_due on outbox (due_at) where due_at is not null;
