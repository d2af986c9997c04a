-- Tools ask for the accounts of the agent that calls them.
create index platform_account_by_agent on platform_account (tenant, agent, platform, account);
