-- Which agents need a provider of models; asked by every probe of health for those that have no key.
create index grain_state_agent_model on grain_state ((payload #>> '{Definition,Capabilities,Model}') collate "C", grain_key) where state_name = 'agent';
