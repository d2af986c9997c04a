-- Budgets of API keys count the turns of the messages that a key sent.
alter table queue_item add column key_id text;

comment on column queue_item.key_id is 'The API key that sent the message; null where none did.';
