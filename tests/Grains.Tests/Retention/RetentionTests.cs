using Npgsql;
using Sanctum.Audit;

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
        Assert.Equal(0, await host.Count($"select count(*) from tool_request where agent = '{_agent}' and finished_at < now() - interval '30 days'"));
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
    public async Task Entries_of_the_audit_log_go_in_batches_where_a_retention_is_set_and_stay_otherwise()
    {
        var tenant = $"t-{Guid.NewGuid():N}";
        foreach (var years in new[] { 10, 9, 8, 1 })
        {
            var at = DateTimeOffset.UtcNow.AddYears(-years);
            await host.Part<AuditStore>().Add(tenant, new AuditEntry(Guid.CreateVersion7(at), at, "operator/test", "test", "any/any", "ok", "{}"), CancellationToken.None);
        }
        var count = $"select count(*) from audit_entry where tenant = '{tenant}'";

        await host.Grains.GetGrain<IRetentionGrain>("default/retention").Prune();
        Assert.Equal(4, await host.Count(count));

        Assert.Equal(2, await host.Part<AuditStore>().RemoveOlder(TimeSpan.FromDays(365 * 5), limit: 2, CancellationToken.None));
        Assert.Equal(1, await host.Part<AuditStore>().RemoveOlder(TimeSpan.FromDays(365 * 5), limit: 2, CancellationToken.None));
        Assert.Equal(1, await host.Count(count));
        await Assert.ThrowsAsync<PostgresException>(() => host.Execute($"delete from audit_entry where tenant = '{tenant}'"));
    }
}
