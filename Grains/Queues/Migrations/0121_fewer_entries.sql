-- An item that is taken up as it arrives, which is most, had an entry among those in processing for the milliseconds of its turn. The
-- leases of an agent are found by the index that keeps them apart, so that entry is spared.
drop index queue_item_in_status;
create index queue_item_in_status on queue_item (status, tenant, agent, position) where status <> 'processing';
-- Posts that wait for somebody to look at them share one index: each index of a table costs every statement that writes it.
drop index outbox_error;
drop index outbox_posting;
drop index outbox_discarded;
create index outbox_halted on outbox (tenant, platform, account, status, position) where status not in ('pending', 'posted');
