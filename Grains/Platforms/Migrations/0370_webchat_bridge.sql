-- The web chat bridge. Its sessions are conversations whose id begins with session_, which no visitor of the page can choose.
-- Rows of before need no number: the bridge has none of them.
create sequence webchat_message_number;
create sequence webchat_inbox_seq;
alter table webchat_message add column number bigint, add column inbox_seq bigint;
alter table webchat_message alter column number set default nextval('webchat_message_number');
create index webchat_message_inbox on webchat_message (tenant, account, inbox_seq, number)
    where not is_reply and starts_with(conversation_id, 'session_');
create index webchat_message_session on webchat_message (tenant, account, conversation_id, sent_at)
    where starts_with(conversation_id, 'session_');

comment on column webchat_message.number is 'What the bridge calls it by; grows within a conversation.';
comment on column webchat_message.inbox_seq is 'Its place in the bridge''s inbox, given when it is read there first; null before, and for replies.';
