-- Items that wait or failed are found by who wrote them, whatever the case of the handle. An item that is taken up at once leaves the index with its lease.
create index queue_item_by_author on queue_item (tenant, agent, lower(author), position) where status in ('new', 'error');
