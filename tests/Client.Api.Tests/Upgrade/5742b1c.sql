--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: audit_entry_refuses(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.audit_entry_refuses() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op = 'DELETE' and old.occurred_at < nullif(current_setting('sanctum.audit_kept_since', true), '')::timestamptz then
        return old;
    end if;
    raise exception 'audit_entry takes new rows only; % is refused', lower(tg_op) using errcode = 'restrict_violation';
end $$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: audit_entry; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_entry (
    tenant text NOT NULL,
    id uuid NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    object text NOT NULL,
    result text NOT NULL,
    details jsonb NOT NULL
);


--
-- Name: TABLE audit_entry; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.audit_entry IS 'Who did what, and what came of it; rows are added and never changed.';


--
-- Name: COLUMN audit_entry.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.audit_entry.id IS 'UUIDv7 of the time in occurred_at.';


--
-- Name: COLUMN audit_entry.actor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.audit_entry.actor IS 'agent/NAME, or operator/ADDRESS while the gateway has no users.';


--
-- Name: COLUMN audit_entry.object; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.audit_entry.object IS 'What it was done to, as kind/name.';


--
-- Name: COLUMN audit_entry.result; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.audit_entry.result IS 'ok, refused or failed; for tools how the run went.';


--
-- Name: COLUMN audit_entry.details; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.audit_entry.details IS 'What else is known; values under sensitive names are [REDACTED].';


--
-- Name: cluster_member; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.cluster_member (
    cluster_id text NOT NULL,
    address text NOT NULL,
    port integer NOT NULL,
    generation integer NOT NULL,
    silo_name text NOT NULL,
    host_name text NOT NULL,
    status integer NOT NULL,
    proxy_port integer NOT NULL,
    suspect_times text,
    start_time timestamp with time zone NOT NULL,
    alive_at timestamp with time zone NOT NULL
);


--
-- Name: TABLE cluster_member; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.cluster_member IS 'Silos of each Orleans cluster, present and past.';


--
-- Name: COLUMN cluster_member.generation; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.cluster_member.generation IS 'Tells the lives of a silo on one address apart.';


--
-- Name: COLUMN cluster_member.proxy_port; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.cluster_member.proxy_port IS 'Where clients connect; 0 when the silo takes none.';


--
-- Name: cluster_version; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.cluster_version (
    cluster_id text NOT NULL,
    version integer DEFAULT 0 NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: TABLE cluster_version; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.cluster_version IS 'Version of each Orleans cluster''s membership.';


--
-- Name: dead_letter; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.dead_letter (
    tenant text NOT NULL,
    queue text NOT NULL,
    id uuid NOT NULL,
    key text NOT NULL,
    seq bigint,
    event jsonb NOT NULL,
    error text NOT NULL,
    attempts integer NOT NULL,
    dead_at timestamp with time zone DEFAULT now() NOT NULL,
    last_tried_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: TABLE dead_letter; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.dead_letter IS 'Events that were given up, with the reason; an operator has them dealt with again, or removes them.';


--
-- Name: COLUMN dead_letter.queue; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.dead_letter.queue IS 'Whose events, such as memory.wal.dlq.';


--
-- Name: COLUMN dead_letter.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.dead_letter.id IS 'UUIDv7 of the time in dead_at.';


--
-- Name: COLUMN dead_letter.key; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.dead_letter.key IS 'Key of the event''s stream.';


--
-- Name: COLUMN dead_letter.seq; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.dead_letter.seq IS 'The event''s number there, if it has one.';


--
-- Name: COLUMN dead_letter.event; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.dead_letter.event IS 'The event in its envelope, as it was.';


--
-- Name: COLUMN dead_letter.error; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.dead_letter.error IS 'Why it was given up; after another try, why that failed.';


--
-- Name: COLUMN dead_letter.attempts; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.dead_letter.attempts IS 'How often it was tried.';


--
-- Name: grain_reminder; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.grain_reminder (
    service_id text NOT NULL,
    grain_id text NOT NULL,
    reminder_name text NOT NULL,
    start_time timestamp with time zone NOT NULL,
    period_ms bigint NOT NULL,
    grain_hash integer NOT NULL,
    version integer NOT NULL
);


--
-- Name: TABLE grain_reminder; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.grain_reminder IS 'Timers of grains that survive their process.';


--
-- Name: COLUMN grain_reminder.grain_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.grain_reminder.grain_id IS 'Grain type/key.';


--
-- Name: COLUMN grain_reminder.start_time; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.grain_reminder.start_time IS 'When the first tick is due.';


--
-- Name: grain_state; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.grain_state (
    service_id text NOT NULL,
    state_name text NOT NULL,
    grain_key text NOT NULL COLLATE pg_catalog."C",
    payload jsonb,
    version integer NOT NULL,
    modified_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: TABLE grain_state; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.grain_state IS 'State of grains, one readable JSON document per grain and state name.';


--
-- Name: COLUMN grain_state.state_name; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.grain_state.state_name IS 'Name of the grain''s [PersistentState].';


--
-- Name: COLUMN grain_state.grain_key; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.grain_state.grain_key IS 'Grain key: tenant/name.';


--
-- Name: COLUMN grain_state.payload; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.grain_state.payload IS 'The state; null once it was cleared.';


--
-- Name: COLUMN grain_state.version; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.grain_state.version IS 'Counts the writes; a write names the version that it replaces.';


--
-- Name: memory_block; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.memory_block (
    tenant text NOT NULL,
    agent text NOT NULL,
    label text NOT NULL,
    value text NOT NULL,
    description text NOT NULL,
    char_limit integer NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    is_attached boolean DEFAULT true NOT NULL
);


--
-- Name: TABLE memory_block; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.memory_block IS 'Core memory of agents: what is always before the model''s eyes.';


--
-- Name: COLUMN memory_block.char_limit; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.memory_block.char_limit IS 'Most characters that value may hold.';


--
-- Name: COLUMN memory_block.is_attached; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.memory_block.is_attached IS 'Whether the model sees it; what is known about a person is put away in between.';


--
-- Name: memory_entry; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.memory_entry (
    tenant text NOT NULL,
    agent text NOT NULL,
    edit_id text NOT NULL,
    label text NOT NULL,
    kind text NOT NULL,
    actor text NOT NULL,
    before text,
    after text NOT NULL,
    version integer NOT NULL,
    edited_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: TABLE memory_entry; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.memory_entry IS 'History of core memory: each edit once, with the text before and after.';


--
-- Name: COLUMN memory_entry.edit_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.memory_entry.edit_id IS 'Idempotency key: the tool call that made it.';


--
-- Name: memory_replica; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.memory_replica (
    tenant text NOT NULL,
    memory text NOT NULL,
    entry text NOT NULL,
    seq bigint NOT NULL,
    type text NOT NULL,
    schema_version integer NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    payload jsonb NOT NULL,
    idempotency_key text GENERATED ALWAYS AS ((payload ->> 'idempotencyKey'::text)) STORED,
    replicated_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: TABLE memory_replica; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.memory_replica IS 'Replica of memory: the newest event of each entry, taken from memory_wal.';


--
-- Name: COLUMN memory_replica.memory; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.memory_replica.memory IS 'Whose memory: the agent.';


--
-- Name: COLUMN memory_replica.entry; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.memory_replica.entry IS 'What of it, as kind/name.';


--
-- Name: COLUMN memory_replica.seq; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.memory_replica.seq IS 'The event''s number; an older one changes nothing.';


--
-- Name: memory_replica_position; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.memory_replica_position (
    tenant text NOT NULL,
    memory text NOT NULL,
    seq bigint NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    last_error text,
    moved_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: TABLE memory_replica_position; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.memory_replica_position IS 'How far the replica of each memory has come.';


--
-- Name: COLUMN memory_replica_position.seq; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.memory_replica_position.seq IS 'The last event that was taken, or given up.';


--
-- Name: COLUMN memory_replica_position.attempts; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.memory_replica_position.attempts IS 'How often the next one could not be taken.';


--
-- Name: memory_wal; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.memory_wal (
    tenant text NOT NULL,
    memory text NOT NULL,
    seq bigint NOT NULL,
    id uuid NOT NULL,
    type text NOT NULL,
    schema_version integer NOT NULL,
    occurred_at timestamp with time zone DEFAULT now() NOT NULL,
    traceparent text,
    payload jsonb NOT NULL,
    idempotency_key text GENERATED ALWAYS AS ((payload ->> 'idempotencyKey'::text)) STORED,
    published_at timestamp with time zone,
    replicated_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    due_at timestamp with time zone DEFAULT now(),
    last_error text
);


--
-- Name: TABLE memory_wal; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.memory_wal IS 'Write-ahead log of memory: one row for each committed change, written in the statement of the change.';


--
-- Name: COLUMN memory_wal.memory; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.memory_wal.memory IS 'Whose memory: the agent.';


--
-- Name: COLUMN memory_wal.seq; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.memory_wal.seq IS 'Counts the changes of a memory, from 1 and without gaps.';


--
-- Name: COLUMN memory_wal.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.memory_wal.id IS 'UUIDv7; the id of the event.';


--
-- Name: COLUMN memory_wal.type; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.memory_wal.type IS 'The event''s name; what payload holds is said by the schema of this name and version.';


--
-- Name: COLUMN memory_wal.traceparent; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.memory_wal.traceparent IS 'W3C trace context of what caused the change.';


--
-- Name: COLUMN memory_wal.idempotency_key; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.memory_wal.idempotency_key IS 'The same for the same content of the same entry; from payload.';


--
-- Name: COLUMN memory_wal.published_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.memory_wal.published_at IS 'When it first went to the stream memory.wal.';


--
-- Name: COLUMN memory_wal.replicated_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.memory_wal.replicated_at IS 'When the replica had it, or it had become a dead letter.';


--
-- Name: COLUMN memory_wal.attempts; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.memory_wal.attempts IS 'How often it was sent, or could not be.';


--
-- Name: COLUMN memory_wal.due_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.memory_wal.due_at IS 'Not sent again before; null once the replica has it.';


--
-- Name: orleansquery; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.orleansquery (
    querykey character varying(64) NOT NULL,
    querytext character varying(8000) NOT NULL
);


--
-- Name: TABLE orleansquery; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.orleansquery IS 'SQL that Orleans'' AdoNet providers run; only a cluster reads it.';


--
-- Name: outbox; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.outbox (
    id uuid NOT NULL,
    "position" bigint NOT NULL,
    idempotency_key text NOT NULL,
    tenant text NOT NULL,
    platform text NOT NULL,
    account text NOT NULL,
    session_id text NOT NULL,
    turn_id uuid NOT NULL,
    body text NOT NULL,
    reply_context jsonb,
    traceparent text,
    status text DEFAULT 'pending'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    due_at timestamp with time zone DEFAULT now(),
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    posted_at timestamp with time zone,
    external_id text,
    last_error text,
    last_error_class text,
    points integer,
    failed_at timestamp with time zone,
    discarded_at timestamp with time zone,
    discard_reason text,
    is_doubtful boolean DEFAULT false NOT NULL,
    meant_for text,
    meant_error text
);


--
-- Name: TABLE outbox; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.outbox IS 'Replies on their way to a platform: one row per post.';


--
-- Name: COLUMN outbox.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.outbox.id IS 'That of the queue item whose reply it is.';


--
-- Name: COLUMN outbox.idempotency_key; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.outbox.idempotency_key IS 'What the adapter makes the platform''s write repeatable with.';


--
-- Name: COLUMN outbox.status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.outbox.status IS 'pending: waits; posting: an attempt was begun, and that must be known after a crash; posted, error, discarded: it has ended.';


--
-- Name: COLUMN outbox.due_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.outbox.due_at IS 'Not sent before; null once it has ended.';


--
-- Name: COLUMN outbox.points; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.outbox.points IS 'What it cost of the account''s allowance, where the platform counts.';


--
-- Name: COLUMN outbox.failed_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.outbox.failed_at IS 'When the last attempt failed.';


--
-- Name: COLUMN outbox.discard_reason; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.outbox.discard_reason IS 'Why an operator decided that it is not sent.';


--
-- Name: COLUMN outbox.is_doubtful; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.outbox.is_doubtful IS 'Whether an attempt ended of which nobody knows that it posted nothing; it never goes to a fallback then.';


--
-- Name: COLUMN outbox.meant_for; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.outbox.meant_for IS 'The platform and account that it was meant for, where it went to their fallback.';


--
-- Name: COLUMN outbox.meant_error; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.outbox.meant_error IS 'Why it was not posted there.';


--
-- Name: outbox_position_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.outbox ALTER COLUMN "position" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.outbox_position_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: platform_account; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.platform_account (
    tenant text NOT NULL,
    platform text NOT NULL,
    account text NOT NULL,
    agent text NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    status_reason text,
    settings jsonb NOT NULL,
    rules jsonb NOT NULL,
    credentials bytea,
    credentials_key text,
    since timestamp with time zone NOT NULL,
    cursor text,
    polled_at timestamp with time zone,
    failures integer DEFAULT 0 NOT NULL,
    last_error text,
    last_error_class text,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT platform_account_status_check CHECK ((status = ANY (ARRAY['active'::text, 'paused'::text, 'failed'::text])))
);


--
-- Name: TABLE platform_account; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.platform_account IS 'Accounts that agents have on platforms.';


--
-- Name: COLUMN platform_account.settings; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.platform_account.settings IS 'What the platform''s adapter wants to know; checked against its schema.';


--
-- Name: COLUMN platform_account.rules; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.platform_account.rules IS 'When the account answers and when it does not.';


--
-- Name: COLUMN platform_account.credentials; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.platform_account.credentials IS 'What it logs in with: AES-256-GCM, bound to this account.';


--
-- Name: COLUMN platform_account.credentials_key; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.platform_account.credentials_key IS 'Id of the key that credentials are encrypted under.';


--
-- Name: COLUMN platform_account.since; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.platform_account.since IS 'Nothing older is taken in.';


--
-- Name: COLUMN platform_account.cursor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.platform_account.cursor IS 'Where the next poll goes on, in the platform''s own terms.';


--
-- Name: COLUMN platform_account.failures; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.platform_account.failures IS 'Polls that failed in a row.';


--
-- Name: COLUMN platform_account.version; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.platform_account.version IS 'Counts the writes; a write names the version that it replaces.';


--
-- Name: platform_notification; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.platform_notification (
    tenant text NOT NULL,
    platform text NOT NULL,
    account text NOT NULL,
    notification_id text NOT NULL,
    session_id text NOT NULL,
    kind text NOT NULL,
    author_id text NOT NULL,
    mentions boolean NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    decision text,
    decided_at timestamp with time zone
);


--
-- Name: TABLE platform_notification; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.platform_notification IS 'Notifications of accounts: who and what, and what was decided about them.';


--
-- Name: COLUMN platform_notification.notification_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.platform_notification.notification_id IS 'As queue_item.notification_id.';


--
-- Name: COLUMN platform_notification.mentions; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.platform_notification.mentions IS 'Whether the text names the account.';


--
-- Name: COLUMN platform_notification.decision; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.platform_notification.decision IS 'reply, or the reason why not; null until it is decided.';


--
-- Name: platform_profile; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.platform_profile (
    tenant text NOT NULL,
    platform text NOT NULL,
    profile_id text NOT NULL,
    user_id uuid NOT NULL,
    handle text NOT NULL,
    display_name text NOT NULL,
    is_bot boolean,
    opted_out boolean,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    first_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    last_seen_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: TABLE platform_profile; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.platform_profile IS 'A person on one platform.';


--
-- Name: COLUMN platform_profile.profile_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.platform_profile.profile_id IS 'The platform''s lasting id of the person.';


--
-- Name: COLUMN platform_profile.user_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.platform_profile.user_id IS 'The person; profiles of one person on several platforms share it.';


--
-- Name: COLUMN platform_profile.is_bot; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.platform_profile.is_bot IS 'Whether the platform says that it is a bot; null where it does not say.';


--
-- Name: COLUMN platform_profile.opted_out; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.platform_profile.opted_out IS 'Whether the person asked not to be answered; null where nothing was said.';


--
-- Name: platform_session; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.platform_session (
    id uuid NOT NULL,
    tenant text NOT NULL,
    platform text NOT NULL,
    account text NOT NULL,
    state text NOT NULL,
    subject text NOT NULL,
    secret bytea NOT NULL,
    secret_key text NOT NULL,
    issued_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone,
    ended_at timestamp with time zone,
    reason text,
    CONSTRAINT platform_session_state_check CHECK ((state = ANY (ARRAY['active'::text, 'expired'::text, 'corrupted'::text])))
);


--
-- Name: TABLE platform_session; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.platform_session IS 'Sessions of accounts on platforms, present and past.';


--
-- Name: COLUMN platform_session.subject; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.platform_session.subject IS 'The platform''s own id of the account.';


--
-- Name: COLUMN platform_session.secret; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.platform_session.secret IS 'Tokens: AES-256-GCM, bound to this account.';


--
-- Name: COLUMN platform_session.expires_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.platform_session.expires_at IS 'When the access token ends, where it is known.';


--
-- Name: COLUMN platform_session.reason; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.platform_session.reason IS 'Why it ended.';


--
-- Name: platform_spending; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.platform_spending (
    id bigint NOT NULL,
    tenant text NOT NULL,
    platform text NOT NULL,
    account text NOT NULL,
    points integer NOT NULL,
    spent_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: TABLE platform_spending; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.platform_spending IS 'What accounts spent of their allowance on other things than posts of the outbox, such as likes; as long as it counts.';


--
-- Name: COLUMN platform_spending.points; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.platform_spending.points IS 'What it cost.';


--
-- Name: platform_spending_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.platform_spending ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.platform_spending_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: platform_user; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.platform_user (
    id uuid NOT NULL,
    tenant text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: TABLE platform_user; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.platform_user IS 'People, each with one profile or more.';


--
-- Name: queue_item; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.queue_item (
    id uuid NOT NULL,
    "position" bigint NOT NULL,
    tenant text NOT NULL,
    agent text NOT NULL,
    notification_id text NOT NULL,
    session_id text NOT NULL,
    platform text NOT NULL,
    account text NOT NULL,
    author text NOT NULL,
    body text NOT NULL,
    reply_context jsonb,
    traceparent text,
    occurred_at timestamp with time zone NOT NULL,
    priority smallint DEFAULT 0 NOT NULL,
    status text DEFAULT 'new'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    crashes integer DEFAULT 0 NOT NULL,
    lease_token bigint DEFAULT 0 NOT NULL,
    due_at timestamp with time zone,
    enqueued_at timestamp with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone,
    stop_reason text,
    reply_seq bigint,
    last_error text,
    last_error_class text,
    CONSTRAINT queue_item_status_check CHECK ((status = ANY (ARRAY['new'::text, 'processing'::text, 'done'::text, 'no_reply'::text, 'error'::text])))
);


--
-- Name: TABLE queue_item; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.queue_item IS 'Notifications on their way through an agent: one row each, from arrival to outcome.';


--
-- Name: COLUMN queue_item."position"; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.queue_item."position" IS 'Order of arrival.';


--
-- Name: COLUMN queue_item.session_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.queue_item.session_id IS 'The conversation, and the thread in which items keep their order.';


--
-- Name: COLUMN queue_item.attempts; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.queue_item.attempts IS 'Attempts that failed with an error; a lease lost with its process is not one.';


--
-- Name: COLUMN queue_item.crashes; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.queue_item.crashes IS 'Leases that ran out with their process.';


--
-- Name: COLUMN queue_item.lease_token; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.queue_item.lease_token IS 'Fencing token: grows with every lease and revocation; a step commits only under the newest.';


--
-- Name: COLUMN queue_item.due_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.queue_item.due_at IS 'new: not offered before; processing: when the lease ends; else null.';


--
-- Name: COLUMN queue_item.reply_seq; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.queue_item.reply_seq IS 'The reply''s place in transcript_entry.';


--
-- Name: queue_item_position_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.queue_item ALTER COLUMN "position" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.queue_item_position_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: queue_mode; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.queue_mode (
    tenant text NOT NULL,
    agent text NOT NULL,
    mode text NOT NULL,
    reason text NOT NULL,
    since timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT queue_mode_mode_check CHECK ((mode = ANY (ARRAY['paused'::text, 'draining'::text, 'drained'::text])))
);


--
-- Name: TABLE queue_mode; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.queue_mode IS 'Queues that somebody stopped; a queue that runs has no row.';


--
-- Name: COLUMN queue_mode.mode; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.queue_mode.mode IS 'paused: takes in, offers nothing; draining: takes nothing in; drained: and nothing is left.';


--
-- Name: queue_tally; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.queue_tally (
    tenant text NOT NULL,
    agent text NOT NULL,
    done bigint NOT NULL,
    through timestamp with time zone NOT NULL,
    revision bigint DEFAULT 0 NOT NULL
);


--
-- Name: TABLE queue_tally; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.queue_tally IS 'Answered items of an agent, counted up to a time.';


--
-- Name: COLUMN queue_tally.done; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.queue_tally.done IS 'Items in done whose finished_at is not behind through.';


--
-- Name: COLUMN queue_tally.revision; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.queue_tally.revision IS 'Grows when what was counted is changed; a count that was begun before that takes no effect.';


--
-- Name: remote_platform; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.remote_platform (
    name text NOT NULL,
    registration jsonb NOT NULL,
    secret bytea NOT NULL,
    secret_key text NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: TABLE remote_platform; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.remote_platform IS 'Platforms whose adapters are processes of their own.';


--
-- Name: COLUMN remote_platform.registration; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.remote_platform.registration IS 'Where the process is and what it can do.';


--
-- Name: COLUMN remote_platform.secret; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.remote_platform.secret IS 'What both sides sign with: AES-256-GCM, bound to this platform.';


--
-- Name: COLUMN remote_platform.secret_key; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.remote_platform.secret_key IS 'Id of the key that the secret is encrypted under.';


--
-- Name: COLUMN remote_platform.version; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.remote_platform.version IS 'Counts the registrations; a process that holds another one takes this one over.';


--
-- Name: sandbox_post; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sandbox_post (
    idempotency_key text NOT NULL,
    id uuid NOT NULL,
    tenant text NOT NULL,
    account text NOT NULL,
    session_id text NOT NULL,
    body text NOT NULL,
    reply_context jsonb,
    posted_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: TABLE sandbox_post; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.sandbox_post IS 'What was posted on the sandbox platform, once per idempotency key.';


--
-- Name: schema_migration; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.schema_migration (
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: session_activity; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.session_activity (
    tenant text NOT NULL,
    session_id text NOT NULL,
    agent text NOT NULL,
    platform text NOT NULL,
    account text NOT NULL,
    author text NOT NULL,
    profile_id text,
    started_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    last_item uuid NOT NULL
);


--
-- Name: TABLE session_activity; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.session_activity IS 'Conversations as they are listed; brought up to date from queue_item now and then, and before they are read.';


--
-- Name: COLUMN session_activity.author; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.session_activity.author IS 'Who wrote the last message.';


--
-- Name: COLUMN session_activity.profile_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.session_activity.profile_id IS 'As platform_profile.profile_id; null where the platform knows no people.';


--
-- Name: COLUMN session_activity.last_item; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.session_activity.last_item IS 'The queue_item of the last message; in the order of time.';


--
-- Name: session_activity_mark; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.session_activity_mark (
    tenant text NOT NULL,
    through uuid NOT NULL
);


--
-- Name: TABLE session_activity_mark; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.session_activity_mark IS 'How far session_activity has been brought up to date.';


--
-- Name: COLUMN session_activity_mark.through; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.session_activity_mark.through IS 'The last queue_item that was looked at.';


--
-- Name: session_person; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.session_person (
    tenant text NOT NULL,
    platform text NOT NULL,
    profile_id text NOT NULL,
    session_id text NOT NULL,
    last_item uuid NOT NULL
);


--
-- Name: TABLE session_person; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.session_person IS 'Who took part in which conversation; kept as session_activity is.';


--
-- Name: COLUMN session_person.last_item; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.session_person.last_item IS 'The queue_item of the last message that the person wrote there.';


--
-- Name: tool_catalog; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tool_catalog (
    tenant text NOT NULL,
    tool text NOT NULL,
    enabled boolean NOT NULL,
    reason text,
    time_limit interval,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    isolation text,
    CONSTRAINT tool_catalog_isolation_check CHECK ((isolation = ANY (ARRAY['none'::text, 'process'::text, 'container'::text]))),
    CONSTRAINT tool_catalog_time_limit_check CHECK ((time_limit > '00:00:00'::interval))
);


--
-- Name: TABLE tool_catalog; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.tool_catalog IS 'Tools that an operator decided about; one without a row is enabled and as it says of itself.';


--
-- Name: COLUMN tool_catalog.enabled; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.tool_catalog.enabled IS 'Whether agents are offered it; a call of a disabled tool is refused.';


--
-- Name: COLUMN tool_catalog.reason; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.tool_catalog.reason IS 'Why it is disabled, where somebody said so.';


--
-- Name: COLUMN tool_catalog.time_limit; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.tool_catalog.time_limit IS 'How long it may run; null as the tool itself says.';


--
-- Name: COLUMN tool_catalog.isolation; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.tool_catalog.isolation IS 'none: inside the host; process: in one of its own, under limits; container: the same, without files, network and processes of the host; null as the tool itself says.';


--
-- Name: tool_request; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tool_request (
    tenant text NOT NULL,
    id uuid NOT NULL,
    agent text NOT NULL,
    tool text NOT NULL,
    arguments text NOT NULL,
    session_id text,
    requested_by text NOT NULL,
    requested_at timestamp with time zone DEFAULT now() NOT NULL,
    due_at timestamp with time zone,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    status text,
    payload text,
    duration_ms double precision
);


--
-- Name: TABLE tool_request; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.tool_request IS 'Runs of tools that were asked for from outside, not by a turn.';


--
-- Name: COLUMN tool_request.session_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.tool_request.session_id IS 'Whose watchers see the run; or null.';


--
-- Name: COLUMN tool_request.due_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.tool_request.due_at IS 'When another may take it up; null once it has ended.';


--
-- Name: COLUMN tool_request.started_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.tool_request.started_at IS 'Written before an unrepeatable tool runs, so that a crash never runs it twice.';


--
-- Name: COLUMN tool_request.status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.tool_request.status IS 'How the run went; null until it has ended.';


--
-- Name: tool_run; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tool_run (
    call_id text NOT NULL,
    tenant text NOT NULL,
    session_id text NOT NULL,
    turn_id uuid NOT NULL,
    agent text NOT NULL,
    tool text NOT NULL,
    status text DEFAULT 'requested'::text NOT NULL,
    requested_at timestamp with time zone DEFAULT now() NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    duration_ms double precision
);


--
-- Name: TABLE tool_run; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.tool_run IS 'Life of every tool call; its arguments and result are transcript entries.';


--
-- Name: COLUMN tool_run.started_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.tool_run.started_at IS 'Written before an unrepeatable tool runs, so that a crash never runs it twice.';


--
-- Name: transcript_entry; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.transcript_entry (
    tenant text NOT NULL,
    session_id text NOT NULL,
    seq bigint NOT NULL,
    turn_id uuid NOT NULL,
    step integer NOT NULL,
    role text NOT NULL,
    author text NOT NULL,
    content text NOT NULL,
    tool_calls jsonb,
    tool_call_id text,
    tool_status text,
    model text,
    input_tokens bigint,
    output_tokens bigint,
    stop_reason text,
    occurred_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT transcript_entry_role_check CHECK ((role = ANY (ARRAY['user'::text, 'assistant'::text, 'tool'::text]))),
    CONSTRAINT transcript_entry_seq_check CHECK ((seq > 0)),
    CONSTRAINT transcript_entry_step_check CHECK ((step >= 0))
);


--
-- Name: TABLE transcript_entry; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.transcript_entry IS 'Conversations: user messages, answers, tool calls and tool results, in order.';


--
-- Name: COLUMN transcript_entry.turn_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.transcript_entry.turn_id IS 'The queue_item whose turn wrote it.';


--
-- Name: COLUMN transcript_entry.step; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.transcript_entry.step IS 'Place inside the turn: 0 is the user''s message.';


--
-- Name: COLUMN transcript_entry.tool_calls; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.transcript_entry.tool_calls IS 'Calls that an assistant entry asks for: [{callId, tool, arguments}].';


--
-- Name: webchat_message; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webchat_message (
    tenant text NOT NULL,
    account text NOT NULL,
    visitor_id text NOT NULL,
    conversation_id text NOT NULL,
    seq integer NOT NULL,
    message_id text NOT NULL,
    is_reply boolean NOT NULL,
    body text NOT NULL,
    sent_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: TABLE webchat_message; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.webchat_message IS 'Messages of web chats, as visitors see them.';


--
-- Name: COLUMN webchat_message.seq; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.webchat_message.seq IS 'Its place in the conversation, from 1.';


--
-- Name: COLUMN webchat_message.message_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.webchat_message.message_id IS 'The browser''s id of a message, or the idempotency key of a reply: once each.';


--
-- Name: webchat_visitor; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webchat_visitor (
    token_hash bytea NOT NULL,
    tenant text NOT NULL,
    account text NOT NULL,
    visitor_id text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: TABLE webchat_visitor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.webchat_visitor IS 'Visitors of web chats; who they are is in platform_profile.';


--
-- Name: COLUMN webchat_visitor.token_hash; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.webchat_visitor.token_hash IS 'SHA-256 of what the visitor''s browser holds.';


--
-- Name: COLUMN webchat_visitor.visitor_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.webchat_visitor.visitor_id IS 'As platform_profile.profile_id.';


--
-- Data for Name: audit_entry; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.audit_entry VALUES
	('default', '01a22ba6-de68-75da-8b5d-9719d2004a09', '2026-11-30 08:51:25.928+00', 'operator/127.0.0.1', 'agent.apply', 'agent/ada', 'ok', '{}'),
	('default', '01a22ba6-df40-7bf6-873d-b41a49a01e0c', '2026-11-30 08:51:26.144+00', 'operator/127.0.0.1', 'agent.apply', 'agent/scout', 'ok', '{}'),
	('default', '01a22ba6-dfc0-7e3c-a2d1-4f8736875c81', '2026-11-30 08:51:26.272+00', 'operator/127.0.0.1', 'agent.apply', 'agent/gone', 'ok', '{}'),
	('default', '01a22ba6-dfec-7dfb-bda4-b96bedd6d4af', '2026-11-30 08:51:26.316+00', 'operator/127.0.0.1', 'agent.retire', 'agent/gone', 'ok', '{}'),
	('default', '01a22ba6-e266-7791-b81c-5e7fcab34d2f', '2026-11-30 08:51:26.95+00', 'agent/ada', 'tool.execute', 'tool/calculate', 'ok', '{"callId": "call_01a22ba6e1cd7bd1b9e691175ac5ad15", "agentId": "ada", "arguments": {"expression": "6 * 7"}, "sessionId": "first", "durationMs": 48.499}'),
	('default', '01a22ba6-e3e7-7aa1-a932-ea42dfc25119', '2026-11-30 08:51:27.335+00', 'agent/ada', 'tool.execute', 'tool/memory_append', 'ok', '{"callId": "call_01a22ba6e3a97659be8ab3b568cc6f8d", "agentId": "ada", "arguments": {"text": "Bob likes tea", "label": "ada-humans"}, "sessionId": "first", "durationMs": 42.557}'),
	('default', '01a22ba6-e5a3-7747-a7bd-41149a2e9e4c', '2026-11-30 08:51:27.779+00', 'operator/127.0.0.1', 'tool.execute', 'tool/calculate', 'ok', '{"callId": "run_01a22ba6e587757a9ad1cf2f665a607e", "agentId": "ada", "arguments": {"expression": "2 + 3"}, "sessionId": null, "durationMs": 2.011}'),
	('default', '01a22ba6-ea45-76f0-bd5a-b601cdfd29b9', '2026-11-30 08:51:28.965+00', 'operator/127.0.0.1', 'tool.catalog.update', 'tool/current_time', 'ok', '{"changes": {"enabled": {"after": false, "before": true}}, "request": {"reason": null, "enabled": false, "isolation": null, "timeLimit": null}}'),
	('default', '01a22ba6-eb33-7010-9ee4-fb268c21deaa', '2026-11-30 08:51:29.203+00', 'operator/127.0.0.1', 'account.connect', 'account/webchat/ada', 'ok', '{}'),
	('default', '01a22ba6-ec03-730e-8b36-18ef54520443', '2026-11-30 08:51:29.411+00', 'operator/127.0.0.1', 'account.connect', 'account/webhook/desk', 'ok', '{}'),
	('default', '01a22ba6-f0cf-7168-9303-2a5131d1b835', '2026-11-30 08:51:30.639+00', 'operator/127.0.0.1', 'queue.pause', 'queue/scout', 'ok', '{}'),
	('default', '01a22ba6-f0e8-7448-84d6-e8edee56f578', '2026-11-30 08:51:30.664+00', 'agent/ada', 'tool.execute', 'tool/calculate', 'ok', '{"callId": "call_01a22ba6f0b47b9c977aff0a4f426a3e", "agentId": "ada", "arguments": {"expression": "2 * 21"}, "sessionId": "webchat:ada:6abf04a1db265ff73da42575", "durationMs": 0.508}');


--
-- Data for Name: cluster_member; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.cluster_member VALUES
	('default', '127.0.0.1', 11977, 155033474, 'Silo_b7ad1', 'vm', 6, 30977, '127.0.0.1:11977@155033474,2026-11-30 08:51:43.202 GMT', '2026-11-30 08:51:14.056415+00', '2026-11-30 08:51:43.202595+00');


--
-- Data for Name: cluster_version; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.cluster_version VALUES
	('default', 4, '2026-11-30 08:51:43.203402+00');


--
-- Data for Name: dead_letter; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: grain_reminder; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.grain_reminder VALUES
	('default', 'lifeline/default/lifeline', 'lifeline', '2026-11-30 08:52:18.177298+00', 60000, 1948029032, 0),
	('default', 'retention/default/retention', 'retention', '2026-11-30 08:56:18.229806+00', 300000, -1394831601, 0),
	('default', 'sessiondirectory/default/sessions', 'sessions', '2026-11-30 08:56:18.259061+00', 300000, 448315650, 0),
	('default', 'platformaccount/default/webchat/ada', 'poll', '2026-11-30 08:52:29.145199+00', 60000, 8168801, 0),
	('default', 'platformaccount/default/webhook/desk', 'poll', '2026-11-30 08:52:29.37558+00', 60000, -14693618, 0);


--
-- Data for Name: grain_state; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.grain_state VALUES
	('default', 'agent', 'default/ada', '{"Status": 1, "Version": 1, "CreatedAt": "2026-11-30T08:51:25.6486741+00:00", "UpdatedAt": "2026-11-30T08:51:25.9073722+00:00", "Definition": {"Name": "ada", "Description": "Works out sums step by step and remembers what people tell her about themselves.", "DisplayName": "Ada", "Personality": {"Tone": "Warm and exact.", "CoreIdentity": "A patient mathematician who would rather show the working than just the answer.", "CommunicationStyle": "Short sentences, one idea each. Numbers are written out, never rounded without saying so.", "DevelopmentDirective": "Learn what each person already knows, and explain from there."}, "Capabilities": {"Model": "local/default", "Tools": ["calculate", "current_time", "memory_read", "memory_append", "memory_replace"], "MaxSteps": 20, "Embedding": "local/hash"}, "MemoryBlocks": {"humans": {"Label": "{agent_name}-humans", "Limit": 8000, "Value": "", "Description": "What I know about the people I talk to."}, "persona": {"Label": "{agent_name}-persona", "Limit": 2000, "Value": "I am {display_name}. {personality.core_identity} I was set up on {date}.", "Description": "Who I am."}}}}', 2, '2026-11-30 08:51:25.908225+00'),
	('default', 'agent', 'default/scout', '{"Status": 1, "Version": 1, "CreatedAt": "2026-11-30T08:51:26.0708537+00:00", "UpdatedAt": "2026-11-30T08:51:26.1346743+00:00", "Definition": {"Name": "scout", "Description": "Reads web pages for people and keeps a notebook of what was worth keeping.", "DisplayName": "Scout", "Personality": {"Tone": "Dry, with an eye for the odd detail.", "CoreIdentity": "A curious researcher who reads the source before repeating a claim.", "CommunicationStyle": "Findings first, then where they come from.", "DevelopmentDirective": "Keep a notebook that is worth opening a month from now."}, "Capabilities": {"Model": "local/default", "Tools": ["fetch_webpage", "current_time", "memory_read", "memory_write", "memory_append", "memory_replace"], "MaxSteps": 40, "Embedding": "local/hash"}, "MemoryBlocks": {"persona": {"Label": "{agent_name}-persona", "Limit": 2000, "Value": "{personality.core_identity} {personality.development_directive}", "Description": "Who I am."}, "notebook": {"Label": "{agent_name}-notebook", "Limit": 20000, "Value": "", "Description": "Findings, one a line, each with its source."}, "zeitgeist": {"Label": "zeitgeist", "Limit": 4000, "Value": "Nothing read yet.", "Description": "What is going on in the world, as far as I have read."}}}}', 2, '2026-11-30 08:51:26.13907+00'),
	('default', 'agent', 'default/gone', '{"Status": 2, "Version": 2, "CreatedAt": "2026-11-30T08:51:26.2433238+00:00", "UpdatedAt": "2026-11-30T08:51:26.3041184+00:00", "Definition": {"Name": "gone", "Description": "", "DisplayName": "Gone", "Personality": {"Tone": "", "CoreIdentity": "I left.", "CommunicationStyle": "", "DevelopmentDirective": ""}, "Capabilities": {"Model": "local/default", "Tools": null, "MaxSteps": 100, "Embedding": "local/hash"}, "MemoryBlocks": {}}}', 3, '2026-11-30 08:51:26.305352+00'),
	('default', 'session', 'default/first', '{"AgentId": "ada", "CreatedAt": "2026-11-30T08:51:26.4073798+00:00"}', 1, '2026-11-30 08:51:26.419621+00'),
	('default', 'session', 'default/scouting', '{"AgentId": "scout", "CreatedAt": "2026-11-30T08:51:27.5289783+00:00"}', 1, '2026-11-30 08:51:27.529557+00'),
	('default', 'session', 'default/webchat:ada:6abf04a1db265ff73da42575', '{"AgentId": "ada", "CreatedAt": "2026-11-30T08:51:30.3034088+00:00"}', 1, '2026-11-30 08:51:30.305557+00');


--
-- Data for Name: memory_block; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.memory_block VALUES
	('default', 'ada', 'ada-persona', 'I am Ada. A patient mathematician who would rather show the working than just the answer. I was set up on 2026-11-30.', 'Who I am.', 2000, 1, '2026-11-30 08:51:25.88378+00', true),
	('default', 'scout', 'scout-notebook', '', 'Findings, one a line, each with its source.', 20000, 1, '2026-11-30 08:51:26.092122+00', true),
	('default', 'scout', 'scout-persona', 'A curious researcher who reads the source before repeating a claim. Keep a notebook that is worth opening a month from now.', 'Who I am.', 2000, 1, '2026-11-30 08:51:26.103346+00', true),
	('default', 'scout', 'zeitgeist', 'Nothing read yet.', 'What is going on in the world, as far as I have read.', 4000, 1, '2026-11-30 08:51:26.115503+00', true),
	('default', 'ada', 'ada-humans', 'Bob likes tea', 'What I know about the people I talk to.', 8000, 2, '2026-11-30 08:51:27.322118+00', true),
	('default', 'ada', 'ada-plans', 'Teach fractions, then ratios.', 'What comes next.', 500, 2, '2026-11-30 08:51:27.70481+00', true);


--
-- Data for Name: memory_entry; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.memory_entry VALUES
	('default', 'ada', 'call_01a22ba6e3a97659be8ab3b568cc6f8d', 'ada-humans', 'append', 'ada', '', 'Bob likes tea', 2, '2026-11-30 08:51:27.322118+00'),
	('default', 'ada', '01a22ba6-e507-76bd-99b3-0da92f91d71f', 'ada-plans', 'write', 'operator', NULL, 'Teach fractions.', 1, '2026-11-30 08:51:27.66641+00'),
	('default', 'ada', '01a22ba6-e556-703a-bd84-8033c1e18974', 'ada-plans', 'write', 'operator', 'Teach fractions.', 'Teach fractions, then ratios.', 2, '2026-11-30 08:51:27.70481+00');


--
-- Data for Name: memory_replica; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.memory_replica VALUES
	('default', 'scout', 'block/scout-notebook', 1, 'memory.block-changed', 1, '2026-11-30 08:51:26.092122+00', '{"entry": "block/scout-notebook", "label": "scout-notebook", "limit": 20000, "value": "", "version": 1, "isAttached": true, "description": "Findings, one a line, each with its source.", "idempotencyKey": "b414645de5190c1bb3c56b827e5ca99f2c8638286a34073dcbdd3fd26325bb94"}', DEFAULT, '2026-11-30 08:51:26.164523+00'),
	('default', 'scout', 'block/scout-persona', 2, 'memory.block-changed', 1, '2026-11-30 08:51:26.103346+00', '{"entry": "block/scout-persona", "label": "scout-persona", "limit": 2000, "value": "A curious researcher who reads the source before repeating a claim. Keep a notebook that is worth opening a month from now.", "version": 1, "isAttached": true, "description": "Who I am.", "idempotencyKey": "774cee7e1b493fd6d4f778414fb74ed75dc5dec91348b18c9b25113e377719eb"}', DEFAULT, '2026-11-30 08:51:26.236611+00'),
	('default', 'ada', 'block/ada-persona', 2, 'memory.block-changed', 1, '2026-11-30 08:51:25.88378+00', '{"entry": "block/ada-persona", "label": "ada-persona", "limit": 2000, "value": "I am Ada. A patient mathematician who would rather show the working than just the answer. I was set up on 2026-11-30.", "version": 1, "isAttached": true, "description": "Who I am.", "idempotencyKey": "01ff2bf988721fc2cdb2c085b1991b760997361551ba3ffa9726a19985db5647"}', DEFAULT, '2026-11-30 08:51:26.239625+00'),
	('default', 'scout', 'block/zeitgeist', 3, 'memory.block-changed', 1, '2026-11-30 08:51:26.115503+00', '{"entry": "block/zeitgeist", "label": "zeitgeist", "limit": 4000, "value": "Nothing read yet.", "version": 1, "isAttached": true, "description": "What is going on in the world, as far as I have read.", "idempotencyKey": "b4834c130f5b585479fda04a01491094c5d767cd2faf3cfbc49aa96aa1cccf31"}', DEFAULT, '2026-11-30 08:51:26.244389+00'),
	('default', 'ada', 'block/ada-humans', 3, 'memory.block-changed', 1, '2026-11-30 08:51:27.322118+00', '{"entry": "block/ada-humans", "label": "ada-humans", "limit": 8000, "value": "Bob likes tea", "version": 2, "isAttached": true, "description": "What I know about the people I talk to.", "idempotencyKey": "23a8055f40272cc23574a9cd948817137db233297c80d3459c8db47767e64d53"}', DEFAULT, '2026-11-30 08:51:27.339413+00'),
	('default', 'ada', 'block/ada-plans', 5, 'memory.block-changed', 1, '2026-11-30 08:51:27.70481+00', '{"entry": "block/ada-plans", "label": "ada-plans", "limit": 500, "value": "Teach fractions, then ratios.", "version": 2, "isAttached": true, "description": "What comes next.", "idempotencyKey": "32da196dc7c14b22ef54f8c802cda7febb5bd06850942575a0d05c9f3843b145"}', DEFAULT, '2026-11-30 08:51:27.72639+00');


--
-- Data for Name: memory_replica_position; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.memory_replica_position VALUES
	('default', 'scout', 3, 0, NULL, '2026-11-30 08:51:26.244389+00'),
	('default', 'ada', 5, 0, NULL, '2026-11-30 08:51:27.72639+00');


--
-- Data for Name: memory_wal; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.memory_wal VALUES
	('default', 'scout', 1, '01a22ba6-df04-7ace-8866-4d8e243101ce', 'memory.block-changed', 1, '2026-11-30 08:51:26.092122+00', NULL, '{"entry": "block/scout-notebook", "label": "scout-notebook", "limit": 20000, "value": "", "version": 1, "isAttached": true, "description": "Findings, one a line, each with its source.", "idempotencyKey": "b414645de5190c1bb3c56b827e5ca99f2c8638286a34073dcbdd3fd26325bb94"}', DEFAULT, '2026-11-30 08:51:26.222425+00', '2026-11-30 08:51:26.226652+00', 1, NULL, NULL),
	('default', 'ada', 1, '01a22ba6-ddcc-70a6-94fb-2ccf9099916c', 'memory.block-changed', 1, '2026-11-30 08:51:25.84641+00', NULL, '{"entry": "block/ada-humans", "label": "ada-humans", "limit": 8000, "value": "", "version": 1, "isAttached": true, "description": "What I know about the people I talk to.", "idempotencyKey": "96744040978ea0840b590a12419cb49bee9870627c0bf7a9a5224bd059942bac"}', DEFAULT, '2026-11-30 08:51:26.223136+00', '2026-11-30 08:51:26.235797+00', 1, NULL, NULL),
	('default', 'scout', 2, '01a22ba6-df16-7e09-aa90-7bf5063e7eae', 'memory.block-changed', 1, '2026-11-30 08:51:26.103346+00', NULL, '{"entry": "block/scout-persona", "label": "scout-persona", "limit": 2000, "value": "A curious researcher who reads the source before repeating a claim. Keep a notebook that is worth opening a month from now.", "version": 1, "isAttached": true, "description": "Who I am.", "idempotencyKey": "774cee7e1b493fd6d4f778414fb74ed75dc5dec91348b18c9b25113e377719eb"}', DEFAULT, '2026-11-30 08:51:26.222425+00', '2026-11-30 08:51:26.239625+00', 1, NULL, NULL),
	('default', 'ada', 2, '01a22ba6-de2e-70b9-a901-04afa09644ee', 'memory.block-changed', 1, '2026-11-30 08:51:25.88378+00', NULL, '{"entry": "block/ada-persona", "label": "ada-persona", "limit": 2000, "value": "I am Ada. A patient mathematician who would rather show the working than just the answer. I was set up on 2026-11-30.", "version": 1, "isAttached": true, "description": "Who I am.", "idempotencyKey": "01ff2bf988721fc2cdb2c085b1991b760997361551ba3ffa9726a19985db5647"}', DEFAULT, '2026-11-30 08:51:26.223136+00', '2026-11-30 08:51:26.244389+00', 1, NULL, NULL),
	('default', 'scout', 3, '01a22ba6-df22-7ed9-af19-d6d8be98cf4d', 'memory.block-changed', 1, '2026-11-30 08:51:26.115503+00', NULL, '{"entry": "block/zeitgeist", "label": "zeitgeist", "limit": 4000, "value": "Nothing read yet.", "version": 1, "isAttached": true, "description": "What is going on in the world, as far as I have read.", "idempotencyKey": "b4834c130f5b585479fda04a01491094c5d767cd2faf3cfbc49aa96aa1cccf31"}', DEFAULT, '2026-11-30 08:51:26.222425+00', '2026-11-30 08:51:26.255766+00', 1, NULL, NULL),
	('default', 'ada', 3, '01a22ba6-e3d8-771f-a77e-4e6b99b6b7a2', 'memory.block-changed', 1, '2026-11-30 08:51:27.322118+00', NULL, '{"entry": "block/ada-humans", "label": "ada-humans", "limit": 8000, "value": "Bob likes tea", "version": 2, "isAttached": true, "description": "What I know about the people I talk to.", "idempotencyKey": "23a8055f40272cc23574a9cd948817137db233297c80d3459c8db47767e64d53"}', DEFAULT, '2026-11-30 08:51:27.337645+00', '2026-11-30 08:51:27.340754+00', 1, NULL, NULL),
	('default', 'ada', 4, '01a22ba6-e52f-740d-83ef-ac1592f0164d', 'memory.block-changed', 1, '2026-11-30 08:51:27.66641+00', NULL, '{"entry": "block/ada-plans", "label": "ada-plans", "limit": 500, "value": "Teach fractions.", "version": 1, "isAttached": true, "description": "What comes next.", "idempotencyKey": "cf7285e921b7db66e84b4fe92dea0cd6975a71f5a1b58eb5932de31236fce685"}', DEFAULT, '2026-11-30 08:51:27.678854+00', '2026-11-30 08:51:27.699293+00', 1, NULL, NULL),
	('default', 'ada', 5, '01a22ba6-e558-7317-b9f9-7c2914c02df5', 'memory.block-changed', 1, '2026-11-30 08:51:27.70481+00', NULL, '{"entry": "block/ada-plans", "label": "ada-plans", "limit": 500, "value": "Teach fractions, then ratios.", "version": 2, "isAttached": true, "description": "What comes next.", "idempotencyKey": "32da196dc7c14b22ef54f8c802cda7febb5bd06850942575a0d05c9f3843b145"}', DEFAULT, '2026-11-30 08:51:27.717123+00', '2026-11-30 08:51:27.738411+00', 1, NULL, NULL);


--
-- Data for Name: orleansquery; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.orleansquery VALUES
	('ReadFromStorageKey', '
select convert_to(payload::text, ''UTF8'') as PayloadBinary, version as Version
from grain_state
where service_id = @ServiceId and state_name = @GrainTypeString and grain_key = @GrainIdExtensionString
'),
	('WriteToStorageKey', '
with replaced as (
    update grain_state
    set payload = convert_from(@PayloadBinary, ''UTF8'')::jsonb, version = version + 1, modified_at = now()
    where service_id = @ServiceId and state_name = @GrainTypeString and grain_key = @GrainIdExtensionString
      and version = @GrainStateVersion
    returning version
), created as (
    insert into grain_state (service_id, state_name, grain_key, payload, version)
    select @ServiceId, @GrainTypeString, @GrainIdExtensionString, convert_from(@PayloadBinary, ''UTF8'')::jsonb, 1
    where @GrainStateVersion is null
    on conflict (service_id, state_name, grain_key) do nothing
    returning version
)
select version as NewGrainStateVersion from replaced
union all
select version from created
'),
	('ClearStorageKey', '
with cleared as (
    update grain_state
    set payload = null, version = version + 1, modified_at = now()
    where service_id = @ServiceId and state_name = @GrainTypeString and grain_key = @GrainIdExtensionString
      and version = @GrainStateVersion
    returning version
), created as (
    insert into grain_state (service_id, state_name, grain_key, payload, version)
    select @ServiceId, @GrainTypeString, @GrainIdExtensionString, null, 1
    where @GrainStateVersion is null
    on conflict (service_id, state_name, grain_key) do nothing
    returning version
)
select version as NewGrainStateVersion from cleared
union all
select version from created
'),
	('ReadReminderRowsKey', '
select grain_id as GrainId, reminder_name as ReminderName, start_time as StartTime, period_ms as Period, version as Version
from grain_reminder
where service_id = @ServiceId and grain_id = @GrainId
'),
	('ReadReminderRowKey', '
select grain_id as GrainId, reminder_name as ReminderName, start_time as StartTime, period_ms as Period, version as Version
from grain_reminder
where service_id = @ServiceId and grain_id = @GrainId and reminder_name = @ReminderName
'),
	('ReadRangeRows1Key', '
select grain_id as GrainId, reminder_name as ReminderName, start_time as StartTime, period_ms as Period, version as Version
from grain_reminder
where service_id = @ServiceId and grain_hash > @BeginHash and grain_hash <= @EndHash
'),
	('ReadRangeRows2Key', '
select grain_id as GrainId, reminder_name as ReminderName, start_time as StartTime, period_ms as Period, version as Version
from grain_reminder
where service_id = @ServiceId and (grain_hash > @BeginHash or grain_hash <= @EndHash)
'),
	('UpsertReminderRowKey', '
insert into grain_reminder as present (service_id, grain_id, reminder_name, start_time, period_ms, grain_hash, version)
values (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
on conflict (service_id, grain_id, reminder_name) do update
set start_time = excluded.start_time, period_ms = excluded.period_ms, grain_hash = excluded.grain_hash,
    version = present.version + 1
returning version as Version
'),
	('DeleteReminderRowKey', '
with deleted as (
    delete from grain_reminder
    where service_id = @ServiceId and grain_id = @GrainId and reminder_name = @ReminderName and version = @Version
    returning 1
)
select count(*)::int from deleted
'),
	('DeleteReminderRowsKey', '
delete from grain_reminder where service_id = @ServiceId
'),
	('MembershipReadRowKey', '
select v.cluster_id as DeploymentId, m.address as Address, m.port as Port, m.generation as Generation, m.silo_name as SiloName,
       m.host_name as HostName, m.status as Status, m.proxy_port as ProxyPort, m.suspect_times as SuspectTimes,
       m.start_time as StartTime, m.alive_at as IAmAliveTime, v.version as Version
from cluster_version v
left join cluster_member m
       on m.cluster_id = v.cluster_id and m.address = @Address and m.port = @Port and m.generation = @Generation
where v.cluster_id = @DeploymentId
'),
	('MembershipReadAllKey', '
select v.cluster_id as DeploymentId, m.address as Address, m.port as Port, m.generation as Generation, m.silo_name as SiloName,
       m.host_name as HostName, m.status as Status, m.proxy_port as ProxyPort, m.suspect_times as SuspectTimes,
       m.start_time as StartTime, m.alive_at as IAmAliveTime, v.version as Version
from cluster_version v
left join cluster_member m on m.cluster_id = v.cluster_id
where v.cluster_id = @DeploymentId
'),
	('InsertMembershipVersionKey', '
with added as (
    insert into cluster_version (cluster_id) values (@DeploymentId)
    on conflict (cluster_id) do nothing
    returning 1
)
select count(*)::int from added
'),
	('InsertMembershipKey', '
with raised as (
    update cluster_version
    set version = version + 1, changed_at = now()
    where cluster_id = @DeploymentId and version = @Version
      and not exists (
          select from cluster_member
          where cluster_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
    returning cluster_id
), added as (
    insert into cluster_member
        (cluster_id, address, port, generation, silo_name, host_name, status, proxy_port, start_time, alive_at)
    select cluster_id, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
    from raised
    returning 1
)
select count(*)::int from added
'),
	('UpdateMembershipKey', '
with raised as (
    update cluster_version
    set version = version + 1, changed_at = now()
    where cluster_id = @DeploymentId and version = @Version
      and exists (
          select from cluster_member
          where cluster_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
    returning cluster_id
), changed as (
    update cluster_member m
    set status = @Status, suspect_times = @SuspectTimes, alive_at = @IAmAliveTime
    from raised
    where m.cluster_id = raised.cluster_id and m.address = @Address and m.port = @Port and m.generation = @Generation
    returning 1
)
select count(*)::int from changed
'),
	('UpdateIAmAlivetimeKey', '
update cluster_member
set alive_at = @IAmAliveTime
where cluster_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation
'),
	('GatewaysQueryKey', '
select address as Address, proxy_port as ProxyPort, generation as Generation
from cluster_member
where cluster_id = @DeploymentId and status = @Status and proxy_port > 0
'),
	('CleanupDefunctSiloEntriesKey', '
delete from cluster_member
where cluster_id = @DeploymentId and alive_at < @IAmAliveTime and status <> 3
'),
	('DeleteMembershipTableEntriesKey', '
delete from cluster_version where cluster_id = @DeploymentId
');


--
-- Data for Name: outbox; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES
	('01a22ba6-ef1b-7cef-b763-524d9280ad95', 1, 'reply:01a22ba6ef1b7cefb763524d9280ad95', 'default', 'webchat', 'ada', 'webchat:ada:6abf04a1db265ff73da42575', '01a22ba6-ef1b-7cef-b763-524d9280ad95', '2 * 21 = 42', '{"Visitor": "01a22ba6ecac73d9b73114d975a3c881", "Conversation": "11111111-1111-7111-8111-111111111111"}', NULL, 'posted', 0, NULL, '2026-11-30 08:51:30.781371+00', '2026-11-30 08:51:30.93232+00', '2', NULL, NULL, NULL, NULL, NULL, NULL, false, NULL, NULL);


--
-- Data for Name: platform_account; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.platform_account VALUES
	('default', 'webhook', 'desk', 'scout', 'active', NULL, '{"url": "https://desk.example.org/hook"}', '{}', '\x07c7995f558d16f98348638c603a6ff350c95648c63b3cc3b2e1c7f3c19aa2a501a620933983b2d72a261abcccf0cc9ba183c2ec2dc21c3488c4ea706c9e2bd64006347123386d77af86f7e1a29272335f1950dc4fb4be7a5dc8', 'd1760a5630d0', '2026-11-30 08:51:29.300194+00', NULL, NULL, 0, NULL, NULL, 1, '2026-11-30 08:51:29.300194+00', '2026-11-30 08:51:29.300194+00'),
	('default', 'webchat', 'ada', 'ada', 'active', NULL, '{"greeting": "Hello! What can I do for you?", "suggestions": ["Where is my parcel?"]}', '{}', NULL, NULL, '2026-11-30 08:51:29.138105+00', NULL, '2026-11-30 08:51:30.224747+00', 0, NULL, NULL, 2, '2026-11-30 08:51:29.138105+00', '2026-11-30 08:51:29.138105+00');


--
-- Data for Name: platform_notification; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.platform_notification VALUES
	('default', 'webchat', 'ada', 'webchat/ada/01a22ba6ecac73d9b73114d975a3c881/11111111-1111-7111-8111-111111111111/m1', 'webchat:ada:6abf04a1db265ff73da42575', 'direct_message', '01a22ba6ecac73d9b73114d975a3c881', false, '2026-11-30 08:51:30.175908+00', '2026-11-30 08:51:30.224747+00', 'reply', '2026-11-30 08:51:30.517856+00');


--
-- Data for Name: platform_profile; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.platform_profile VALUES
	('default', 'webchat', '01a22ba6ecac73d9b73114d975a3c881', '01a22ba6-ece1-78f7-8f3e-de7a6164885a', 'Ann #75a3c881', 'Ann', false, NULL, '{}', '2026-11-30 08:51:29.642423+00', '2026-11-30 08:51:30.224747+00');


--
-- Data for Name: platform_session; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.platform_session VALUES
	('01a22ba6-eba0-7f85-aa40-83ae9be9c29b', 'default', 'webhook', 'desk', 'active', 'webhook', '\x4b3452e85d20baccc039ee6d68eea8d4f81424ae59f6e9cda0f0cd3237f7a297efa05fa12f0dd8f1b0a77b95f8e7d6d0db5f37a12d8e367b59ff78f9b4c767c4e09feb94b7f866593601ddb13f343239ec2c1dc994a865e45fd31472b160ec4a123a3b4e339c50fb1fe5d7a251bc8df71b2fd89231ff8263beb2299dcece1fc81a677d453e357b8f07ac4d7e310c6b6d8a6efd709fa9f7c418', 'd1760a5630d0', '2026-11-30 08:51:29.342406+00', NULL, NULL, NULL);


--
-- Data for Name: platform_spending; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: platform_user; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.platform_user VALUES
	('01a22ba6-ece1-78f7-8f3e-de7a6164885a', 'default', '2026-11-30 08:51:29.642423+00');


--
-- Data for Name: queue_item; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.queue_item OVERRIDING SYSTEM VALUE VALUES
	('01a22ba6-e0a1-7d4b-8e81-21bf628cdd90', 1, 'default', 'ada', 'What is 6 * 7?', 'first', 'api', '', 'bob', 'What is 6 * 7?', NULL, '00-428fa5feeecbe757185d55ef9e570f16-30a18f0c4e8a7c32-00', '2026-11-30 08:51:26.43731+00', 0, 'done', 0, 0, 1, NULL, '2026-11-30 08:51:26.590413+00', '2026-11-30 08:51:27.090457+00', 'end_turn', 4, NULL, NULL),
	('01a22ba6-e394-7595-9409-9452591be6b2', 2, 'default', 'ada', 'Remember that Bob likes tea', 'first', 'api', '', 'bob', 'Remember that Bob likes tea', NULL, '00-99107a504bc6207eda0f2c36f6d5df95-f05bc3d687c6cc61-00', '2026-11-30 08:51:27.251432+00', 0, 'done', 0, 0, 1, NULL, '2026-11-30 08:51:27.25406+00', '2026-11-30 08:51:27.360823+00', 'end_turn', 8, NULL, NULL),
	('01a22ba6-e450-7e23-a7ed-cef696bd477e', 3, 'default', 'ada', 'What does Bob like?', 'first', 'api', '', 'bob', 'What does Bob like?', NULL, '00-479c25346a462323db6b6a591048f358-2229e862971ba608-00', '2026-11-30 08:51:27.439678+00', 0, 'done', 0, 0, 1, NULL, '2026-11-30 08:51:27.440805+00', '2026-11-30 08:51:27.46942+00', 'end_turn', 10, NULL, NULL),
	('01a22ba6-e4bc-7a33-ba38-76fde1ff0bc0', 4, 'default', 'scout', '01a22ba6-e495-7f7c-ae8e-c29d03fd2495', 'scouting', 'api', '', 'user', 'Hello', NULL, '00-a731e077909909fb1f5eff5aaaabd340-b15b811e8c91adb2-00', '2026-11-30 08:51:27.537713+00', 0, 'done', 0, 0, 1, NULL, '2026-11-30 08:51:27.549445+00', '2026-11-30 08:51:27.570422+00', 'end_turn', 2, NULL, NULL),
	('01a22ba6-ef1b-7cef-b763-524d9280ad95', 5, 'default', 'ada', 'webchat/ada/01a22ba6ecac73d9b73114d975a3c881/11111111-1111-7111-8111-111111111111/m1', 'webchat:ada:6abf04a1db265ff73da42575', 'webchat', 'ada', 'Ann #75a3c881', 'What is 2 * 21?', '{"Visitor": "01a22ba6ecac73d9b73114d975a3c881", "Conversation": "11111111-1111-7111-8111-111111111111"}', NULL, '2026-11-30 08:51:30.175908+00', 0, 'done', 0, 0, 1, NULL, '2026-11-30 08:51:30.224747+00', '2026-11-30 08:51:30.781371+00', 'end_turn', 4, NULL, NULL),
	('01a22ba6-f195-7257-ad90-c48156147431', 6, 'default', 'scout', 'waits', 'scouting', 'api', '', 'user', 'Wait for me', NULL, '00-edde26ed6ac9c2615c2ec03fd7492b0b-b1bacc6c4403abcd-00', '2026-11-30 08:51:30.83468+00', 0, 'new', 0, 0, 0, '2026-11-30 08:51:30.850622+00', '2026-11-30 08:51:30.850622+00', NULL, NULL, NULL, NULL, NULL);


--
-- Data for Name: queue_mode; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.queue_mode VALUES
	('default', 'scout', 'paused', 'An operator asked for it.', '2026-11-30 08:51:30.517856+00');


--
-- Data for Name: queue_tally; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: remote_platform; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: sandbox_post; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: schema_migration; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.schema_migration VALUES
	('0001_grain_state.sql', '1704a51a6ae445f71f41fe4f2908f4e8c6142692bf4e8b41e4e142e7551a4f52', '2026-11-30 08:51:16.27712+00'),
	('0002_orleans_queries.sql', '6592512a4b9a2e61c34eedc5323534611e54797bd362d7e900f33f7da3aa2684', '2026-11-30 08:51:16.406277+00'),
	('0003_orleans_clustering.sql', 'f2f26a8a6ab7c384d75258d3bef58b23344192b0477da4c140d0bf44bcbf00be', '2026-11-30 08:51:16.418743+00'),
	('0010_queue.sql', 'cacf0385f87ad1a0795d84684e8b4d24dfd33d47b5c46c63ada671d2ffd77158', '2026-11-30 08:51:16.442731+00'),
	('0011_transcript.sql', '965d59086b8dcc7fb00c606333f919a6424fcee6f431e23362158523389d8aa8', '2026-11-30 08:51:16.470525+00'),
	('0012_outbox.sql', '1d8fa80da5ca9939b41f5eadd700a27b1b86f2b6a0ad8f6c4e575bfe8379274b', '2026-11-30 08:51:16.498744+00'),
	('0013_status_first.sql', 'a06ce1328d760f51c8a8758e007b9e130368db854b4cdafeb0e8cba708139a11', '2026-11-30 08:51:16.523819+00'),
	('0014_found_by_id.sql', 'cdec4c846ad5cfc7c2a786652d4917a4535010e4c596519776640a19cc312f71', '2026-11-30 08:51:16.536978+00'),
	('0015_queue_care.sql', '8f6a9a6f19f3e0c1c1d0b7d135ba3781f62d20cb71cae6fc8b6e36497fec217b', '2026-11-30 08:51:16.556397+00'),
	('0016_outbox_entries.sql', '8c2a8ba332fe0f90e65514b1883adcb9c8bf50e2b950c2d53997cbbf6d6bbb04', '2026-11-30 08:51:16.603174+00'),
	('0020_memory.sql', '64eaba7f6b3232ab451ea01a14ed0e9a4b9493c737d69a00da9f5f44b9a69496', '2026-11-30 08:51:16.623814+00'),
	('0021_tool_catalog.sql', '22335837d638c1f3b7ff4be125b575277467db36cb9b3ba50375e14571c63461', '2026-11-30 08:51:16.654766+00'),
	('0022_person_blocks.sql', 'f591ab411bcf9b5ff85bf2011c76255f2a383f6d8b920121793a95f14f45833b', '2026-11-30 08:51:16.662716+00'),
	('0030_platform.sql', '4af44d26e495d91fefb5b995d783e64d8d3ce44990b1c42ad758f49f7c4e965f', '2026-11-30 08:51:16.676632+00'),
	('0031_outbox_points.sql', 'e38ae9836e3742162dd16c0fd53c9b282382b91ebf025f2b5838bcb1f7f26c04', '2026-11-30 08:51:16.746921+00'),
	('0038_session_states.sql', '7e7c05652e626e5d079698ff497eff93611ea575d7ed883fdce6f0e0986f53ec', '2026-11-30 08:51:16.754779+00'),
	('0039_session_cleanup.sql', '05bb5e61234d471f96a608702dcb93c77a48b11d3cd96eadb838ad724fda0ba2', '2026-11-30 08:51:16.762809+00'),
	('0040_account_by_agent.sql', 'f3afda446967bf94d4e67caa6228a76cce5d130d3fde57d93db15944a9ef5bd3', '2026-11-30 08:51:16.768378+00'),
	('0050_remote_platform.sql', '0422e5864c43ff38d83b2ebdc7d11957565ebad31e14de0ba0e7185c76496b5d', '2026-11-30 08:51:16.77573+00'),
	('0051_webchat.sql', 'e974f9d2eeeec6cc1dd8a809e6b1d56a5a7e5db71b5bec194fdbde8fa2693677', '2026-11-30 08:51:16.786772+00'),
	('0052_platform_operations.sql', '7632408d9c913500562e673edea4d9032bf2891ccbdf3f403202bba432a0b2fc', '2026-11-30 08:51:16.810938+00'),
	('0053_platform_spending.sql', '63192531a221f187c573e6ee69c4b2a244d509a502895491565b7ebf50b433ef', '2026-11-30 08:51:16.818787+00'),
	('0060_audit.sql', '0d5d8658a6703ddfa1204ac27e3d975f06060bfeaf06c08014b9b5ecb3ce1316', '2026-11-30 08:51:16.834913+00'),
	('0061_tool_request.sql', '20592a3514144c62513e5670af4a8065a7f142cec2af3de8e9e98f28f98dc58c', '2026-11-30 08:51:16.856265+00'),
	('0080_failed_account.sql', 'c9c8eea0029322e7ad9995550de6c7f77214b5a7ae5f59b3810a1ed6ec56a192', '2026-11-30 08:51:16.878928+00'),
	('0090_outbox_care.sql', '4fc595286d036c5ca842ee3a9a4d1149dff5e0e4867da1879331e0b1577fd2d6', '2026-11-30 08:51:16.884607+00'),
	('0110_tool_isolation.sql', '96fd5232883d5faabdcaf66fd82e7ad2c92b3108accdf691c962c393436d5c8f', '2026-11-30 08:51:16.906831+00'),
	('0111_retention.sql', 'bc177d095939468d26cc2ce8f9a34fc3760a6c1a9e8eb74dd1cce0732730c460', '2026-11-30 08:51:16.910823+00'),
	('0120_fallback.sql', '9be2ac7a5fe4e65e6c8b73f9de7fbda704089db4a7c48420798869125e046b76', '2026-11-30 08:51:16.918696+00'),
	('0121_fewer_entries.sql', 'cdbf6eb4cf22ad12f811c5e62bc21e5c31d868824f75ebc7082ff401a36bd33d', '2026-11-30 08:51:16.922842+00'),
	('0130_tool_container.sql', '5e043af474bcdfe0a3988a6ef23f568bb0bf10c05c274a7eb23e56be416a863f', '2026-11-30 08:51:16.942391+00'),
	('0140_session_activity.sql', '76873759afb2fe69f1bda6b6192fd642fd13f2156e7533de68a5dec40e02aec0', '2026-11-30 08:51:16.946816+00'),
	('0150_memory_wal.sql', 'f8933be063e7e09d3ce016ec295ecb17bc849e88233efb861842a83d0f06a393', '2026-11-30 08:51:16.992585+00'),
	('0151_memory_replica.sql', 'b9d8a442e845538e049cb51202b73ede423f12b60a0410ca62fbf5101469dd84', '2026-11-30 08:51:17.030679+00'),
	('0152_dead_letter.sql', '39ecff18afbe13c870f0852f184a201c2a82b9ba965afaad0934f55ab8e5368e', '2026-11-30 08:51:17.04663+00'),
	('0160_tally_revision.sql', 'f90df72323778878a9e818698530530db409230b084edf22160a51d854c25f9a', '2026-11-30 08:51:17.059735+00');


--
-- Data for Name: session_activity; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: session_activity_mark; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: session_person; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: tool_catalog; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.tool_catalog VALUES
	('default', 'current_time', false, NULL, NULL, '2026-11-30 08:51:27.886177+00', NULL);


--
-- Data for Name: tool_request; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.tool_request VALUES
	('default', '01a22ba6-e587-757a-9ad1-cf2f665a607e', 'ada', 'calculate', '{"expression":"2 + 3"}', NULL, 'operator/127.0.0.1', '2026-11-30 08:51:27.76712+00', NULL, '2026-11-30 08:51:27.790427+00', '2026-11-30 08:51:27.790427+00', 'ok', '2 + 3 = 5', 2.0109);


--
-- Data for Name: tool_run; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.tool_run VALUES
	('call_01a22ba6e1cd7bd1b9e691175ac5ad15', 'default', 'first', '01a22ba6-e0a1-7d4b-8e81-21bf628cdd90', 'ada', 'calculate', 'ok', '2026-11-30 08:51:26.819306+00', '2026-11-30 08:51:26.962809+00', '2026-11-30 08:51:26.962809+00', 48.4986),
	('call_01a22ba6e3a97659be8ab3b568cc6f8d', 'default', 'first', '01a22ba6-e394-7595-9409-9452591be6b2', 'ada', 'memory_append', 'ok', '2026-11-30 08:51:27.274393+00', '2026-11-30 08:51:27.336341+00', '2026-11-30 08:51:27.336341+00', 42.5574),
	('call_01a22ba6f0b47b9c977aff0a4f426a3e', 'default', 'webchat:ada:6abf04a1db265ff73da42575', '01a22ba6-ef1b-7cef-b763-524d9280ad95', 'ada', 'calculate', 'ok', '2026-11-30 08:51:30.620635+00', '2026-11-30 08:51:30.686116+00', '2026-11-30 08:51:30.686116+00', 0.5083);


--
-- Data for Name: transcript_entry; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.transcript_entry VALUES
	('default', 'first', 1, '01a22ba6-e0a1-7d4b-8e81-21bf628cdd90', 0, 'user', 'bob', 'What is 6 * 7?', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 08:51:26.590413+00'),
	('default', 'first', 2, '01a22ba6-e0a1-7d4b-8e81-21bf628cdd90', 1, 'assistant', 'ada', '', '[{"tool": "calculate", "callId": "call_01a22ba6e1cd7bd1b9e691175ac5ad15", "arguments": "{\"expression\":\"6 * 7\"}"}]', NULL, NULL, 'local/default', 181, 8, NULL, '2026-11-30 08:51:26.819306+00'),
	('default', 'first', 3, '01a22ba6-e0a1-7d4b-8e81-21bf628cdd90', 2, 'tool', 'calculate', '6 * 7 = 42', NULL, 'call_01a22ba6e1cd7bd1b9e691175ac5ad15', 'ok', NULL, NULL, NULL, NULL, '2026-11-30 08:51:26.962809+00'),
	('default', 'first', 4, '01a22ba6-e0a1-7d4b-8e81-21bf628cdd90', 3, 'assistant', 'ada', '6 * 7 = 42', NULL, NULL, NULL, 'local/default', 181, 2, 'end_turn', '2026-11-30 08:51:27.090457+00'),
	('default', 'first', 5, '01a22ba6-e394-7595-9409-9452591be6b2', 0, 'user', 'bob', 'Remember that Bob likes tea', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 08:51:27.25406+00'),
	('default', 'first', 6, '01a22ba6-e394-7595-9409-9452591be6b2', 1, 'assistant', 'ada', '', '[{"tool": "memory_append", "callId": "call_01a22ba6e3a97659be8ab3b568cc6f8d", "arguments": "{\"label\":\"ada-humans\",\"text\":\"Bob likes tea\"}"}]', NULL, NULL, 'local/default', 190, 8, NULL, '2026-11-30 08:51:27.274393+00'),
	('default', 'first', 7, '01a22ba6-e394-7595-9409-9452591be6b2', 2, 'tool', 'memory_append', 'I will remember that: "Bob likes tea" (block "ada-humans", 13 of 8000 characters).', NULL, 'call_01a22ba6e3a97659be8ab3b568cc6f8d', 'ok', NULL, NULL, NULL, NULL, '2026-11-30 08:51:27.336341+00'),
	('default', 'first', 8, '01a22ba6-e394-7595-9409-9452591be6b2', 3, 'assistant', 'ada', 'I will remember that: "Bob likes tea" (block "ada-humans", 13 of 8000 characters).', NULL, NULL, NULL, 'local/default', 194, 20, 'end_turn', '2026-11-30 08:51:27.360823+00'),
	('default', 'first', 9, '01a22ba6-e450-7e23-a7ed-cef696bd477e', 0, 'user', 'bob', 'What does Bob like?', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 08:51:27.440805+00'),
	('default', 'first', 10, '01a22ba6-e450-7e23-a7ed-cef696bd477e', 1, 'assistant', 'ada', 'Bob likes tea. (from my memory block "ada-humans")', NULL, NULL, NULL, 'local/default', 219, 12, 'end_turn', '2026-11-30 08:51:27.46942+00'),
	('default', 'scouting', 1, '01a22ba6-e4bc-7a33-ba38-76fde1ff0bc0', 0, 'user', 'user', 'Hello', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 08:51:27.549445+00'),
	('default', 'scouting', 2, '01a22ba6-e4bc-7a33-ba38-76fde1ff0bc0', 1, 'assistant', 'scout', 'Hello! I am Scout. What can I do for you?', NULL, NULL, NULL, 'local/default', 210, 10, 'end_turn', '2026-11-30 08:51:27.570422+00'),
	('default', 'webchat:ada:6abf04a1db265ff73da42575', 1, '01a22ba6-ef1b-7cef-b763-524d9280ad95', 0, 'user', 'Ann #75a3c881', 'What is 2 * 21?', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-30 08:51:30.570137+00'),
	('default', 'webchat:ada:6abf04a1db265ff73da42575', 2, '01a22ba6-ef1b-7cef-b763-524d9280ad95', 1, 'assistant', 'ada', '', '[{"tool": "calculate", "callId": "call_01a22ba6f0b47b9c977aff0a4f426a3e", "arguments": "{\"expression\":\"2 * 21\"}"}]', NULL, NULL, 'local/default', 216, 8, NULL, '2026-11-30 08:51:30.620635+00'),
	('default', 'webchat:ada:6abf04a1db265ff73da42575', 3, '01a22ba6-ef1b-7cef-b763-524d9280ad95', 2, 'tool', 'calculate', '2 * 21 = 42', NULL, 'call_01a22ba6f0b47b9c977aff0a4f426a3e', 'ok', NULL, NULL, NULL, NULL, '2026-11-30 08:51:30.686116+00'),
	('default', 'webchat:ada:6abf04a1db265ff73da42575', 4, '01a22ba6-ef1b-7cef-b763-524d9280ad95', 3, 'assistant', 'ada', '2 * 21 = 42', NULL, NULL, NULL, 'local/default', 216, 2, 'end_turn', '2026-11-30 08:51:30.781371+00');


--
-- Data for Name: webchat_message; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.webchat_message VALUES
	('default', 'ada', '01a22ba6ecac73d9b73114d975a3c881', '11111111-1111-7111-8111-111111111111', 1, 'm1', false, 'What is 2 * 21?', '2026-11-30 08:51:30.297253+00'),
	('default', 'ada', '01a22ba6ecac73d9b73114d975a3c881', '11111111-1111-7111-8111-111111111111', 2, 'reply:01a22ba6ef1b7cefb763524d9280ad95', true, '2 * 21 = 42', '2026-11-30 08:51:30.912948+00');


--
-- Data for Name: webchat_visitor; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.webchat_visitor VALUES
	('\x22561dda1221bab3606223ad64ec657c9c20997a195e8d3280b9397bac373ce7', 'default', 'ada', '01a22ba6ecac73d9b73114d975a3c881', '2026-11-30 08:51:29.581374+00');


--
-- Name: outbox_position_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.outbox_position_seq', 1, true);


--
-- Name: platform_spending_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.platform_spending_id_seq', 1, false);


--
-- Name: queue_item_position_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.queue_item_position_seq', 6, true);


--
-- Name: audit_entry audit_entry_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_entry
    ADD CONSTRAINT audit_entry_pkey PRIMARY KEY (tenant, id);


--
-- Name: cluster_member cluster_member_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cluster_member
    ADD CONSTRAINT cluster_member_pkey PRIMARY KEY (cluster_id, address, port, generation);


--
-- Name: cluster_version cluster_version_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cluster_version
    ADD CONSTRAINT cluster_version_pkey PRIMARY KEY (cluster_id);


--
-- Name: dead_letter dead_letter_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dead_letter
    ADD CONSTRAINT dead_letter_pkey PRIMARY KEY (tenant, queue, id);


--
-- Name: grain_reminder grain_reminder_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.grain_reminder
    ADD CONSTRAINT grain_reminder_pkey PRIMARY KEY (service_id, grain_id, reminder_name);


--
-- Name: grain_state grain_state_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.grain_state
    ADD CONSTRAINT grain_state_pkey PRIMARY KEY (service_id, state_name, grain_key);


--
-- Name: memory_block memory_block_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.memory_block
    ADD CONSTRAINT memory_block_pkey PRIMARY KEY (tenant, agent, label);


--
-- Name: memory_entry memory_entry_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.memory_entry
    ADD CONSTRAINT memory_entry_pkey PRIMARY KEY (tenant, agent, edit_id);


--
-- Name: memory_replica memory_replica_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.memory_replica
    ADD CONSTRAINT memory_replica_pkey PRIMARY KEY (tenant, memory, entry);


--
-- Name: memory_replica_position memory_replica_position_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.memory_replica_position
    ADD CONSTRAINT memory_replica_position_pkey PRIMARY KEY (tenant, memory);


--
-- Name: memory_wal memory_wal_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.memory_wal
    ADD CONSTRAINT memory_wal_pkey PRIMARY KEY (tenant, memory, seq);


--
-- Name: orleansquery orleansquery_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.orleansquery
    ADD CONSTRAINT orleansquery_pkey PRIMARY KEY (querykey);


--
-- Name: outbox outbox_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);


--
-- Name: outbox outbox_status_check; Type: CHECK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE public.outbox
    ADD CONSTRAINT outbox_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'posting'::text, 'posted'::text, 'error'::text, 'discarded'::text]))) NOT VALID;


--
-- Name: platform_account platform_account_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.platform_account
    ADD CONSTRAINT platform_account_pkey PRIMARY KEY (tenant, platform, account);


--
-- Name: platform_notification platform_notification_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.platform_notification
    ADD CONSTRAINT platform_notification_pkey PRIMARY KEY (tenant, platform, account, notification_id);


--
-- Name: platform_profile platform_profile_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.platform_profile
    ADD CONSTRAINT platform_profile_pkey PRIMARY KEY (tenant, platform, profile_id);


--
-- Name: platform_session platform_session_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.platform_session
    ADD CONSTRAINT platform_session_pkey PRIMARY KEY (id);


--
-- Name: platform_spending platform_spending_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.platform_spending
    ADD CONSTRAINT platform_spending_pkey PRIMARY KEY (id);


--
-- Name: platform_user platform_user_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.platform_user
    ADD CONSTRAINT platform_user_pkey PRIMARY KEY (id);


--
-- Name: queue_item queue_item_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.queue_item
    ADD CONSTRAINT queue_item_pkey PRIMARY KEY (id);


--
-- Name: queue_item queue_item_tenant_agent_notification_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.queue_item
    ADD CONSTRAINT queue_item_tenant_agent_notification_id_key UNIQUE (tenant, agent, notification_id);


--
-- Name: queue_mode queue_mode_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.queue_mode
    ADD CONSTRAINT queue_mode_pkey PRIMARY KEY (tenant, agent);


--
-- Name: queue_tally queue_tally_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.queue_tally
    ADD CONSTRAINT queue_tally_pkey PRIMARY KEY (tenant, agent);


--
-- Name: remote_platform remote_platform_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.remote_platform
    ADD CONSTRAINT remote_platform_pkey PRIMARY KEY (name);


--
-- Name: sandbox_post sandbox_post_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sandbox_post
    ADD CONSTRAINT sandbox_post_pkey PRIMARY KEY (idempotency_key);


--
-- Name: schema_migration schema_migration_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (name);


--
-- Name: session_activity_mark session_activity_mark_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.session_activity_mark
    ADD CONSTRAINT session_activity_mark_pkey PRIMARY KEY (tenant);


--
-- Name: session_activity session_activity_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.session_activity
    ADD CONSTRAINT session_activity_pkey PRIMARY KEY (tenant, session_id);


--
-- Name: session_person session_person_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.session_person
    ADD CONSTRAINT session_person_pkey PRIMARY KEY (tenant, platform, profile_id, session_id);


--
-- Name: tool_catalog tool_catalog_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tool_catalog
    ADD CONSTRAINT tool_catalog_pkey PRIMARY KEY (tenant, tool);


--
-- Name: tool_request tool_request_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tool_request
    ADD CONSTRAINT tool_request_pkey PRIMARY KEY (tenant, id);


--
-- Name: tool_run tool_run_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tool_run
    ADD CONSTRAINT tool_run_pkey PRIMARY KEY (call_id);


--
-- Name: transcript_entry transcript_entry_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.transcript_entry
    ADD CONSTRAINT transcript_entry_pkey PRIMARY KEY (tenant, session_id, seq);


--
-- Name: webchat_message webchat_message_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webchat_message
    ADD CONSTRAINT webchat_message_pkey PRIMARY KEY (tenant, account, visitor_id, conversation_id, seq);


--
-- Name: webchat_message webchat_message_tenant_account_visitor_id_conversation_id_m_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webchat_message
    ADD CONSTRAINT webchat_message_tenant_account_visitor_id_conversation_id_m_key UNIQUE (tenant, account, visitor_id, conversation_id, message_id);


--
-- Name: webchat_visitor webchat_visitor_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webchat_visitor
    ADD CONSTRAINT webchat_visitor_pkey PRIMARY KEY (token_hash);


--
-- Name: audit_entry_by_action; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_entry_by_action ON public.audit_entry USING btree (tenant, action, id);


--
-- Name: audit_entry_by_actor; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_entry_by_actor ON public.audit_entry USING btree (tenant, actor, id);


--
-- Name: audit_entry_by_object; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_entry_by_object ON public.audit_entry USING btree (tenant, object, id);


--
-- Name: grain_reminder_by_hash; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX grain_reminder_by_hash ON public.grain_reminder USING btree (service_id, grain_hash);


--
-- Name: memory_block_attached; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX memory_block_attached ON public.memory_block USING btree (tenant, agent, label) WHERE is_attached;


--
-- Name: memory_entry_by_block; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX memory_entry_by_block ON public.memory_entry USING btree (tenant, agent, label, version);


--
-- Name: memory_wal_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX memory_wal_due ON public.memory_wal USING btree (due_at) WHERE (due_at IS NOT NULL);


--
-- Name: memory_wal_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX memory_wal_open ON public.memory_wal USING btree (tenant, memory, seq) WHERE (due_at IS NOT NULL);


--
-- Name: memory_wal_replicated; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX memory_wal_replicated ON public.memory_wal USING btree (replicated_at) WHERE (replicated_at IS NOT NULL);


--
-- Name: outbox_halted; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_halted ON public.outbox USING btree (tenant, platform, account, status, "position") WHERE (status <> ALL (ARRAY['pending'::text, 'posted'::text]));


--
-- Name: outbox_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_open ON public.outbox USING btree (tenant, platform, account, "position") WHERE (due_at IS NOT NULL);


--
-- Name: outbox_points; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_points ON public.outbox USING btree (tenant, platform, account, posted_at) WHERE (points IS NOT NULL);


--
-- Name: platform_account_by_agent; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX platform_account_by_agent ON public.platform_account USING btree (tenant, agent, platform, account);


--
-- Name: platform_account_failed; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX platform_account_failed ON public.platform_account USING btree (tenant, platform, account) WHERE (status = 'failed'::text);


--
-- Name: platform_notification_by_author; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX platform_notification_by_author ON public.platform_notification USING btree (tenant, platform, account, author_id, decided_at) WHERE (decision = 'reply'::text);


--
-- Name: platform_notification_by_session; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX platform_notification_by_session ON public.platform_notification USING btree (tenant, platform, account, session_id, decided_at) WHERE (decision = 'reply'::text);


--
-- Name: platform_profile_by_handle; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX platform_profile_by_handle ON public.platform_profile USING btree (tenant, platform, handle);


--
-- Name: platform_profile_by_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX platform_profile_by_user ON public.platform_profile USING btree (user_id);


--
-- Name: platform_session_active; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX platform_session_active ON public.platform_session USING btree (tenant, platform, account) WHERE (state = 'active'::text);


--
-- Name: platform_session_by_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX platform_session_by_account ON public.platform_session USING btree (tenant, platform, account, issued_at DESC);


--
-- Name: platform_session_ended; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX platform_session_ended ON public.platform_session USING btree (ended_at) WHERE (state <> 'active'::text);


--
-- Name: platform_session_in_state; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX platform_session_in_state ON public.platform_session USING btree (state, tenant, id);


--
-- Name: platform_spending_by_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX platform_spending_by_account ON public.platform_spending USING btree (tenant, platform, account, spent_at);


--
-- Name: platform_user_newest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX platform_user_newest ON public.platform_user USING btree (tenant, created_at, id);


--
-- Name: queue_item_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX queue_item_due ON public.queue_item USING btree (due_at) WHERE (due_at IS NOT NULL);


--
-- Name: queue_item_ended; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX queue_item_ended ON public.queue_item USING btree (tenant, agent, finished_at) INCLUDE (status, enqueued_at) WHERE (finished_at IS NOT NULL);


--
-- Name: queue_item_in_status; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX queue_item_in_status ON public.queue_item USING btree (status, tenant, agent, "position") WHERE (status <> 'processing'::text);


--
-- Name: queue_item_thread_lease; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX queue_item_thread_lease ON public.queue_item USING btree (tenant, agent, session_id) WHERE (status ~~ 'processing'::text);


--
-- Name: sandbox_post_by_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sandbox_post_by_account ON public.sandbox_post USING btree (tenant, account, posted_at);


--
-- Name: sandbox_post_by_session; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sandbox_post_by_session ON public.sandbox_post USING btree (tenant, session_id, posted_at);


--
-- Name: session_activity_by_agent; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX session_activity_by_agent ON public.session_activity USING btree (tenant, agent, last_item);


--
-- Name: session_activity_newest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX session_activity_newest ON public.session_activity USING btree (tenant, last_item);


--
-- Name: session_person_newest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX session_person_newest ON public.session_person USING btree (tenant, platform, profile_id, last_item);


--
-- Name: tool_request_finished; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tool_request_finished ON public.tool_request USING btree (finished_at) WHERE (finished_at IS NOT NULL);


--
-- Name: tool_request_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tool_request_open ON public.tool_request USING btree (tenant, agent, due_at) WHERE (due_at IS NOT NULL);


--
-- Name: tool_run_by_turn; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tool_run_by_turn ON public.tool_run USING btree (turn_id);


--
-- Name: transcript_entry_turn_step; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX transcript_entry_turn_step ON public.transcript_entry USING btree (turn_id, step);


--
-- Name: audit_entry audit_entry_kept; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_entry_kept BEFORE DELETE OR UPDATE ON public.audit_entry FOR EACH ROW EXECUTE FUNCTION public.audit_entry_refuses();


--
-- Name: audit_entry audit_entry_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_entry_not_emptied BEFORE TRUNCATE ON public.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION public.audit_entry_refuses();


--
-- Name: cluster_member cluster_member_cluster_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cluster_member
    ADD CONSTRAINT cluster_member_cluster_id_fkey FOREIGN KEY (cluster_id) REFERENCES public.cluster_version(cluster_id) ON DELETE CASCADE;


--
-- Name: platform_profile platform_profile_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.platform_profile
    ADD CONSTRAINT platform_profile_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.platform_user(id);


--
-- PostgreSQL database dump complete
--


