-- What a model's provider wants back with a step, and the model's reasoning, which nobody is shown. A silo of the build before leaves it empty.
alter table transcript_entry add column model_data text;
comment on column transcript_entry.model_data is 'Reasoning of the model and what its provider wants back; shown to nobody.';
