-- Asked by every probe of health; few accounts have failed at a time.
create index platform_account_failed on platform_account (tenant, platform, account) where status = 'failed';
