-- Accounts on platforms, and how far each has been read. The cursor moves in the statement that writes what it passed.
create table platform_account (
    tenant           text        not null,
    platform         text        not null,
    account          text        not null,
    agent            text        not null,
    status           text        not null default 'active' check (status in ('active', 'paused', 'failed')),
    status_reason    text,
    settings         jsonb       not null,
    rules            jsonb       not null,
    credentials      bytea,
    credentials_key  text,
    since            timestamptz not null,
    cursor           text,
    polled_at        timestamptz,
    failures         int         not null default 0,
    last_error       text,
    last_error_class text,
    version          bigint      not null default 1,
    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now(),
    primary key (tenant, platform, account)
);

comment on table  platform_account is 'Accounts that agents have on platforms.';
comment on column platform_account.settings is 'What the platform''s adapter wants to know; checked against its schema.';
comment on column platform_account.rules is 'When the account answers and when it does not.';
comment on column platform_account.credentials is 'What it logs in with: AES-256-GCM, bound to this account.';
comment on column platform_account.credentials_key is 'Id of the key that credentials are encrypted under.';
comment on column platform_account.since is 'Nothing older is taken in.';
comment on column platform_account.cursor is 'Where the next poll goes on, in the platform''s own terms.';
comment on column platform_account.failures is 'Polls that failed in a row.';
comment on column platform_account.version is 'Counts the writes; a write names the version that it replaces.';

create table platform_session (
    id         uuid        primary key,
    tenant     text        not null,
    platform   text        not null,
    account    text        not null,
    state      text        not null check (state in ('active', 'expired', 'corrupted')),
    subject    text        not null,
    secret     bytea       not null,
    secret_key text        not null,
    issued_at  timestamptz not null default now(),
    expires_at timestamptz,
    ended_at   timestamptz,
    reason     text
);

-- An account has one session that counts; also how the sessions of an account are listed.
create unique index platform_session_active on platform_session (tenant, platform, account) where state = 'active';
create index platform_session_by_account on platform_session (tenant, platform, account, issued_at desc);

comment on table  platform_session is 'Sessions of accounts on platforms, present and past.';
comment on column platform_session.subject is 'The platform''s own id of the account.';
comment on column platform_session.secret is 'Tokens: AES-256-GCM, bound to this account.';
comment on column platform_session.expires_at is 'When the access token ends, where it is known.';
comment on column platform_session.reason is 'Why it ended.';

-- People as platforms know them, and who of them is the same person.
create table platform_user (
    id         uuid        primary key,
    tenant     text        not null,
    created_at timestamptz not null default now()
);

comment on table platform_user is 'People, each with one profile or more.';

create table platform_profile (
    tenant        text        not null,
    platform      text        not null,
    profile_id    text        not null,
    user_id       uuid        not null references platform_user,
    handle        text        not null,
    display_name  text        not null,
    is_bot        boolean,
    opted_out     boolean,
    metadata      jsonb       not null default '{}',
    first_seen_at timestamptz not null default now(),
    last_seen_at  timestamptz not null default now(),
    primary key (tenant, platform, profile_id)
);

create index platform_profile_by_user on platform_profile (user_id);
create index platform_profile_by_handle on platform_profile (tenant, platform, handle);

comment on table  platform_profile is 'A person on one platform.';
comment on column platform_profile.profile_id is 'The platform''s lasting id of the person.';
comment on column platform_profile.user_id is 'The person; profiles of one person on several platforms share it.';
comment on column platform_profile.is_bot is 'Whether the platform says that it is a bot; null where it does not say.';
comment on column platform_profile.opted_out is 'Whether the person asked not to be answered; null where nothing was said.';

-- What the rules need to know of a notification beside its queue_item.
create table platform_notification (
    tenant          text        not null,
    platform        text        not null,
    account         text        not null,
    notification_id text        not null,
    session_id      text        not null,
    kind            text        not null,
    author_id       text        not null,
    mentions        boolean     not null,
    occurred_at     timestamptz not null,
    received_at     timestamptz not null default now(),
    decision        text,
    decided_at      timestamptz,
    primary key (tenant, platform, account, notification_id)
);

create index platform_notification_by_author on platform_notification (tenant, platform, account, author_id, decided_at) where decision = 'reply';
create index platform_notification_by_session on platform_notification (tenant, platform, account, session_id, decided_at) where decision = 'reply';

comment on table  platform_notification is 'Notifications of accounts: who and what, and what was decided about them.';
comment on column platform_notification.notification_id is 'As queue_item.notification_id.';
comment on column platform_notification.mentions is 'Whether the text names the account.';
comment on column platform_notification.decision is 'reply, or the reason why not; null until it is decided.';
