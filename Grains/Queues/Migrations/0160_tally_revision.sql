-- A count takes as long as its rows, and an answer may be taken back meanwhile: then what was counted is wrong, and is counted again.
alter table queue_tally add column revision bigint not null default 0;

comment on column queue_tally.revision is 'Grows when what was counted is changed; a count that was begun before that takes no effect.';
