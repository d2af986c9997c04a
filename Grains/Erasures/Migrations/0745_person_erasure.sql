-- Erasures of people: jobs that any silo can continue, and their receipts.
create table person_erasure (
    tenant       text        not null,
    id           uuid        not null,
    state        text        not null default 'pending',
    people       text[]      not null,
    requested_by text        not null,
    attempts     int         not null default 0,
    error        text,
    due_at       timestamptz,
    created_at   timestamptz not null,
    ended_at     timestamptz,
    receipt      text,
    primary key (tenant, id)
);

create index person_erasure_due on person_erasure (due_at) where due_at is not null;
create index person_erasure_open on person_erasure (tenant) where ended_at is null;
create index person_erasure_people on person_erasure using gin (people);

comment on table  person_erasure is 'Erasures of people, and their receipts.';
comment on column person_erasure.state is 'pending, running or done.';
comment on column person_erasure.people is 'A hash of each profile of the person: SHA-256 of tenant, platform and profile id, in lower-case hexadecimal.';
comment on column person_erasure.requested_by is 'Who asked for it, such as user/ada.';
comment on column person_erasure.attempts is 'How often it was begun.';
comment on column person_erasure.error is 'Why the last attempt failed; null without, and once it is done.';
comment on column person_erasure.due_at is 'Not continued before; null once it has ended.';
comment on column person_erasure.receipt is 'The signed receipt, as two lines of JSON; null until it is done.';

-- What a person wrote is found by the person.
create index platform_notification_by_person on platform_notification (tenant, platform, author_id);
