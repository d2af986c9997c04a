using Npgsql;
using Sanctum.Audit;
using Sanctum.Testing;

namespace Sanctum.Retention;

[Collection(HostSuite.Name)]
public sealed class RetentionTests(SanctumHost host)
{
    private readonly string _agent = $"old-{Guid.NewGuid():N}";

    [Fact]
    public async Task Runs_of_tools_go_a_month_after_their_end_and_those_that_are_open_stay()
    {
        await host.Execute(
            $$"""
            insert into tool_request (tenant, id, agent, tool, arguments, requested_by, requested_at, finished_at, status, payload, duration_ms)
            select 'default', gen_random_uuid(), '{{_agent}}', 'any', '{}', 'operator/test', now() - interval '90 days', now() - ago, 'ok', '', 1
            from unnest(array[interval '31 days', interval '29 days', null]) ago
            """);

        Assert.True(await host.Grains.GetGrain<IRetentionGrain>("default/retention").Prune() >= 1);

        Assert.Equal(2, await host.Count($"select count(*) from tool_request where agent = '{_agent}'"));
        Assert.Equal(0, await host.Count(
            $"select count(*) from tool_request where agent = '{_agent}' and finished_at < now() - interval '30 days'"));
    }

    [Fact]
    public async Task Changes_of_memory_go_a_week_after_the_replica_had_them_but_for_the_last_and_what_it_does_not_have()
    {
        await host.Execute(
            $$"""
            insert into memory_wal (tenant, memory, seq, id, type, schema_version, payload, published_at, replicated_at, due_at)
            select 'default', memory, seq, gen_random_uuid(), 'any', 1, '{}', now(), now() - replicated, case when replicated is null then now() + interval '1 day' end
            from (values ('{{_agent}}', 1, interval '8 days'), ('{{_agent}}', 2, interval '6 days'), ('{{_agent}}', 3, null),
                         ('{{_agent}}-b', 1, interval '8 days'), ('{{_agent}}-b', 2, interval '8 days')) as change (memory, seq, replicated)
            """);

        Assert.True(await host.Grains.GetGrain<IRetentionGrain>("default/retention").Prune() >= 2);

        Assert.Equal(5, await host.Count($"select sum(seq)::bigint from memory_wal where memory = '{_agent}'"));
        Assert.Equal(2, await host.Count($"select sum(seq)::bigint from memory_wal where memory = '{_agent}-b'"));
    }

    [Fact]
    public async Task Visitors_who_never_wrote_go_after_a_week_with_what_nothing_else_knows_of_them()
    {
        string[] visitors = ["silent", "wrote", "recent", "known"];
        foreach (var visitor in visitors)
            await host.Execute(
                $"""
                insert into platform_user (id, tenant) values (gen_random_uuid(), '{_agent}-{visitor}');
                insert into platform_profile (tenant, platform, profile_id, user_id, handle, display_name, opted_out)
                select '{_agent}', 'webchat', '{visitor}', id, '{visitor}', '', case '{visitor}' when 'known' then true end
                from platform_user where tenant = '{_agent}-{visitor}';
                insert into webchat_visitor (token_hash, tenant, account, visitor_id, created_at)
                values (decode(md5('{_agent}{visitor}'), 'hex'), '{_agent}', 'site', '{visitor}', now() - interval '{(visitor == "recent" ? 6 : 8)} days');
                """);
        await host.Execute(
            "insert into webchat_message (tenant, account, visitor_id, conversation_id, seq, message_id, is_reply, body) " +
            $"values ('{_agent}', 'site', 'wrote', 'c', 1, 'm', false, 'hi')");

        Assert.True(await host.Grains.GetGrain<IRetentionGrain>("default/retention").Prune() >= 2);

        Assert.Equal(2, await host.Count(
            $"select count(*) from webchat_visitor where tenant = '{_agent}' and visitor_id in ('wrote', 'recent')"));
        Assert.Equal(2, await host.Count($"select count(*) from webchat_visitor where tenant = '{_agent}'"));
        Assert.Equal(
            3, await host.Count($"select count(*) from platform_profile where tenant = '{_agent}' and profile_id <> 'silent'"));
        Assert.Equal(0, await host.Count($"select count(*) from platform_user where tenant = '{_agent}-silent'"));
    }

    [Fact]
    public async Task Entries_of_the_audit_log_go_a_year_later_in_batches()
    {
        var tenant = $"t-{Guid.NewGuid():N}";
        foreach (var days in new[] { 363, 362, 361, 10 })
            await Add(tenant, days);
        var count = $"select count(*) from audit_entry where tenant = '{tenant}'";
        await Eventually.True(async () => await host.Count($"{count} and chain_seq is null") == 0);
        var head = (await Verified(tenant)).Last!;

        await host.Grains.GetGrain<IRetentionGrain>("default/retention").Prune();
        Assert.Equal(4, await host.Count(count));

        // Other tests may have left old entries as well.
        var removed = new List<int>();
        do
            removed.Add(await host.Part<AuditStore>().RemoveOlder(TimeSpan.FromDays(100), limit: 2, CancellationToken.None));
        while (removed[^1] > 0);
        Assert.True(removed.Sum() >= 3);
        Assert.All(removed, batch => Assert.InRange(batch, 0, 2));
        Assert.Equal(1, await host.Count(count));
        await Assert.ThrowsAsync<PostgresException>(() => host.Execute($"delete from audit_entry where tenant = '{tenant}'"));
        var left = await Verified(tenant);
        Assert.Equal((1, head, null), (left.Checked, left.Last, left.Break));
        Assert.Equal(AuditPlace.Removed, await Log(tenant).Locate(new AuditPosition(2, head.Hash)));
        Assert.Equal(AuditPlace.Found, await Log(tenant).Locate(head));
    }

    [Fact]
    public async Task An_entry_that_is_not_sealed_or_not_old_keeps_those_behind_it()
    {
        var tenant = $"t-{Guid.NewGuid():N}";
        foreach (var days in new[] { 10, 300 })
        {
            await Add(tenant, days);
            await Eventually.True(
                async () => await host.Count(
                    $"select count(*) from audit_entry where tenant = '{tenant}' and chain_seq is null") == 0);
        }

        await host.Part<AuditStore>().RemoveOlder(TimeSpan.FromDays(100), limit: 1_000, CancellationToken.None);

        Assert.Equal(2, (await Verified(tenant)).Checked);
        await Assert.ThrowsAsync<PostgresException>(() => host.Execute(
            $"""
            with allowed as materialized (select set_config('sanctum.audit_kept_since', now()::text, true))
            delete from audit_entry using allowed where tenant = '{tenant}' and chain_seq = 2
            """));
    }

    private IAuditGrain Log(string tenant) => host.Grains.GetGrain<IAuditGrain>($"{tenant}/audit");

    private Task<AuditCheck> Verified(string tenant) => Log(tenant).Check(after: null);

    private Task Add(string tenant, int days)
    {
        var at = DateTimeOffset.UtcNow.AddDays(-days);
        return host.Part<AuditStore>().Add(
            tenant, new AuditEntry(Guid.CreateVersion7(at), at, "operator/test", "test", "any/any", "ok", "{}"),
            CancellationToken.None);
    }
}
