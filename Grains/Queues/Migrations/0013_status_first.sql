-- With the status first, these indexes serve what asks for a status and nothing else. Before, a planner that knew nothing yet
-- of a new table would look an item up by walking its agent's whole history.
create index queue_item_in_status on queue_item (status, tenant, agent, position);
drop index queue_item_by_status;
create index outbox_in_status on outbox (status, tenant, platform, account, position);
drop index outbox_by_status;
