-- What tools and operators do on a platform costs points too, and is no post of the outbox.
create table platform_spending (
    id       bigint      generated always as identity primary key,
    tenant   text        not null,
    platform text        not null,
    account  text        not null,
    points   int         not null,
    spent_at timestamptz not null default now()
);

create index platform_spending_by_account on platform_spending (tenant, platform, account, spent_at);

comment on table  platform_spending is 'What accounts spent of their allowance on other things than posts of the outbox, such as likes; as long as it counts.';
comment on column platform_spending.points is 'What it cost.';
