-- An item that was cancelled is 'no_reply' with the stop reason 'cancelled', as builds before read it. Pages of the two have an index each.
create index queue_item_cancelled on queue_item (tenant, agent, position) where status = 'no_reply' and stop_reason = 'cancelled';
create index queue_item_unanswered on queue_item (tenant, agent, position)
    where status = 'no_reply' and stop_reason is distinct from 'cancelled';
comment on column queue_item.stop_reason is 'How its turn ended; a no_reply that was cancelled is shown as cancelled.';
