-- What model calls may cost. A call reserves its worst case on every budget that counts it, and is settled when it has ended;
-- each is one statement that locks the budgets' rows in the order of their ids.
create table budget (
    id            uuid        primary key,
    tenant        text        not null,
    name          text        not null,
    scope         text        not null check (scope in ('tenant', 'agent', 'key', 'model')),
    subject       text        not null default '',
    unit          text        not null check (unit in ('tokens', 'money')),
    currency      text        check ((currency is not null) = (unit = 'money')),
    cap           bigint      not null check (cap >= 0),
    window_kind   text        not null check (window_kind in ('total', 'hour', 'day', 'month')),
    rule          text        not null check (rule in ('refuse', 'cheaper', 'wait')),
    cheaper_model text,
    spent         bigint      not null default 0 check (spent >= 0),
    reserved      bigint      not null default 0 check (reserved >= 0),
    window_start  timestamptz not null default 'epoch',
    version       int         not null default 1,
    created_at    timestamptz not null,
    changed_at    timestamptz not null,
    unique (tenant, name)
);

-- One row for each budget that a model call is counted by. A budget's present window holds exactly those of its window_start.
create table budget_entry (
    id           uuid        primary key,
    tenant       text        not null,
    budget_id    uuid        not null,
    call_key     text        not null,
    window_start timestamptz not null,
    status       text        not null default 'reserved' check (status in ('reserved', 'settled', 'released', 'expired')),
    reserved     bigint      not null check (reserved >= 0),
    settled      bigint      not null default 0 check (settled >= 0),
    holder       bigint      not null,
    actor        text        not null,
    key_id       text,
    session_id   text        not null,
    turn_id      uuid        not null,
    model        text        not null,
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    ended_at     timestamptz
);

-- A call that is made again finds its reservation.
create unique index budget_entry_call on budget_entry (call_key, budget_id, window_start);
-- Pages of a budget's entries.
create index budget_entry_by_budget on budget_entry (budget_id, id);
-- What has expired.
create index budget_entry_due on budget_entry (expires_at) where status = 'reserved';
-- What is old enough to go.
create index budget_entry_ended on budget_entry (ended_at) where ended_at is not null;

comment on table  budget is 'What model calls may cost: a cap on tokens or money for a window of time.';
comment on column budget.subject is 'The agent, API key or model that it counts; empty for the whole tenant.';
comment on column budget.currency is 'ISO 4217 code of a money budget.';
comment on column budget.cap is 'The most that may be spent in a window: tokens, or millionths of the currency.';
comment on column budget.window_kind is 'How long it counts until it renews, by UTC.';
comment on column budget.rule is 'What happens to a call that does not fit: refuse, cheaper (another model), wait.';
comment on column budget.spent is 'Spent in the window that began at window_start.';
comment on column budget.reserved is 'Reserved in that window by calls that are under way.';
comment on column budget.window_start is 'Begin of the window that spent and reserved are of; a later one begins with the next reservation.';
comment on table  budget_entry is 'What model calls reserved on budgets, and what became of it.';
comment on column budget_entry.call_key is 'Names the model call: its turn and step. The call that is made again after a crash has the same.';
comment on column budget_entry.window_start is 'The window of the budget that counts it.';
comment on column budget_entry.status is 'reserved: the call is under way; settled: it has ended; released: it cost nothing; expired: nothing was heard of it.';
comment on column budget_entry.reserved is 'The most that the call could cost.';
comment on column budget_entry.settled is 'What counts as spent; of an expired entry that is all that was reserved.';
comment on column budget_entry.holder is 'Fencing token of the lease under which the call is made; only its holder settles it.';
comment on column budget_entry.actor is 'Who spends, as agent/NAME.';
comment on column budget_entry.key_id is 'The API key that sent the message.';
