-- Visitors of web chats, and what they and the agents wrote.
create table webchat_visitor (
    token_hash bytea       primary key,
    tenant     text        not null,
    account    text        not null,
    visitor_id text        not null,
    created_at timestamptz not null default now()
);

comment on table  webchat_visitor is 'Visitors of web chats; who they are is in platform_profile.';
comment on column webchat_visitor.token_hash is 'SHA-256 of what the visitor''s browser holds.';
comment on column webchat_visitor.visitor_id is 'As platform_profile.profile_id.';

create table webchat_message (
    tenant          text        not null,
    account         text        not null,
    visitor_id      text        not null,
    conversation_id text        not null,
    seq             int         not null,
    message_id      text        not null,
    is_reply        boolean     not null,
    body            text        not null,
    sent_at         timestamptz not null default now(),
    primary key (tenant, account, visitor_id, conversation_id, seq),
    unique (tenant, account, visitor_id, conversation_id, message_id)
);

comment on table  webchat_message is 'Messages of web chats, as visitors see them.';
comment on column webchat_message.seq is 'Its place in the conversation, from 1.';
comment on column webchat_message.message_id is 'The browser''s id of a message, or the idempotency key of a reply: once each.';
