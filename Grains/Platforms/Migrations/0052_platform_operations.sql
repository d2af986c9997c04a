-- Adapters that are processes of their own name what they can do beside posting; until now that was typing or nothing.
update remote_platform
set registration = registration - 'showsTyping' || jsonb_build_object(
        'operations', case when (registration ->> 'showsTyping')::boolean then '["typing"]'::jsonb else '[]'::jsonb end),
    version = version + 1
where registration ? 'showsTyping';

-- What was posted on the sandbox is searched by account, newest first.
create index sandbox_post_by_account on sandbox_post (tenant, account, posted_at);
