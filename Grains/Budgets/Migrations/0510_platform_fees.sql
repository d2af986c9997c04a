-- Entries are of posts as well, whose platforms charge for them.
comment on table  budget is 'What model calls and posts may cost: a cap on tokens or money for a window of time.';
comment on column budget_entry.turn_id is 'The turn that made the model call; of a fee, the post.';
comment on column budget_entry.model is 'The model that was asked; of a fee, the platform and post or reply.';
