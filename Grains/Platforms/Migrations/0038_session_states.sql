-- Sessions in one state, over all accounts: those that were set apart want to be seen.
create index platform_session_in_state on platform_session (state, tenant, id);
