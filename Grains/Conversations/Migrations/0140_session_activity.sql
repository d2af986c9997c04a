-- Lists of sessions, newest activity first. Nothing here is written by a turn: rows are brought up to date from queue_item, whose ids are
-- in the order of their time, now and then and before they are read. They can be deleted, with the mark, and come again.
create table session_activity (
    tenant     text        not null,
    session_id text        not null,
    agent      text        not null,
    platform   text        not null,
    account    text        not null,
    author     text        not null,
    profile_id text,
    started_at timestamptz not null,
    last_at    timestamptz not null,
    last_item  uuid        not null,
    primary key (tenant, session_id)
);

create index session_activity_newest on session_activity (tenant, last_item);
create index session_activity_by_agent on session_activity (tenant, agent, last_item);

comment on table  session_activity is 'Conversations as they are listed; brought up to date from queue_item now and then, and before they are read.';
comment on column session_activity.author is 'Who wrote the last message.';
comment on column session_activity.profile_id is 'As platform_profile.profile_id; null where the platform knows no people.';
comment on column session_activity.last_item is 'The queue_item of the last message; in the order of time.';

create table session_person (
    tenant     text not null,
    platform   text not null,
    profile_id text not null,
    session_id text not null,
    last_item  uuid not null,
    primary key (tenant, platform, profile_id, session_id)
);

create index session_person_newest on session_person (tenant, platform, profile_id, last_item);

comment on table  session_person is 'Who took part in which conversation; kept as session_activity is.';
comment on column session_person.last_item is 'The queue_item of the last message that the person wrote there.';

create table session_activity_mark (
    tenant  text primary key,
    through uuid not null
);

comment on table  session_activity_mark is 'How far session_activity has been brought up to date.';
comment on column session_activity_mark.through is 'The last queue_item that was looked at.';

-- People, those met last first.
create index platform_user_newest on platform_user (tenant, created_at, id);
