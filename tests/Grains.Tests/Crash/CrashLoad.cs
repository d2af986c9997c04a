using System.Diagnostics;
using Npgsql;
using Sanctum.Audit;
using Sanctum.Storage;
using Sanctum.Testing;

namespace Sanctum.Crash;

/// <summary>
/// 500 messages for 20 agents over 50 sessions, beside them 50 tools run from outside, and what must be true of them in the end.
/// </summary>
internal sealed class CrashLoad(Victim victim, string database)
{
    private const int Agents = 20;
    private const int Sessions = 50;
    private const int Messages = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(8);

    public static async Task CreateEffectTables(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(
            "create table effect_once (call_id text primary key, message text); create table effect_each (call_id text, " +
            "message text)");
        await command.ExecuteNonQueryAsync();
    }

    public async Task CreateAgents(CancellationToken ct)
    {
        foreach (var agent in Enumerable.Range(0, Agents))
            await victim.PostUntilAcknowledged($"/agents/agent-{agent}", null, ct);
    }

    /// <summary>Sends every message; those of one session one after the other, so that their order is known.</summary>
    public Task SendAll(CancellationToken ct) => Task.WhenAll(Enumerable.Range(0, Sessions).Select(async session =>
    {
        await Task.Delay(Random.Shared.Next(0, 3_000), ct);
        await victim.PostUntilAcknowledged(
            "/tool-runs", new { Id = Guid.CreateVersion7(), Agent = $"agent-{session % Agents}" }, ct);
        for (var i = 0; i < Messages / Sessions; i++)
        {
            var message = new
            {
                Id = $"s{session:00}-m{i:00}",
                Agent = $"agent-{session % Agents}",
                Session = $"session-{session}",
            };
            await victim.PostUntilAcknowledged("/messages", message, ct);
            await Task.Delay(Random.Shared.Next(100, 600), ct);
        }
    }));

    /// <summary>
    /// Ends when a turn runs in the process that is killed next, so that the kill meets it; or when there will be none any more,
    /// or none within a while, since the agents may all live elsewhere.
    /// </summary>
    public static async Task MeetWork(Task sending, Victim process)
    {
        var waited = Stopwatch.StartNew();
        while (!sending.IsCompleted && waited.Elapsed < Patience && await process.CountTurns() == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(2));
    }

    public async Task AssertNothingLostOrRepeated()
    {
        await using var source = NpgsqlDataSource.Create(database);
        await Eventually.Get(
            () => Describe(source), counts => counts == $"outbox posted:{Messages}, queue done:{Messages}", Deadline);

        await Eventually.True(
            async () => await Count(source, "select count(*) from tool_request where finished_at is not null") == Sessions);
        Assert.Equal(0, await Count(
            source,
            "select count(*) from tool_request r where status not in ('ok', 'interrupted', 'failed') or (status = 'ok' " +
            "and not exists (select from effect_each e where e.message = 'run ' || r.id))"));
        Assert.Equal(Messages, await Count(source, "select count(*) from queue_item where status = 'done'"));
        Assert.Equal(0, await Count(source, "select count(*) from queue_item where status <> 'done'"));
        Assert.Equal(
            Messages,
            await Count(source, "select count(*) from transcript_entry where role = 'assistant' and stop_reason is not null"));
        Assert.Equal(Messages, await Count(
            source, "select count(distinct turn_id) from transcript_entry where role = 'assistant' and stop_reason is not null"));
        Assert.Equal(Messages, await Count(source, "select count(distinct body) from sandbox_post"));
        Assert.Equal(Messages, await Count(source, "select count(*) from effect_once"));
        Assert.Equal(Messages, await Count(source, "select count(distinct message) from effect_once"));
        Assert.Equal(0, await Count(
            source, "select count(*) from (select 1 from effect_each group by call_id having count(*) > 1) repeated"));
        Assert.Equal(0, await Count(
            source, "select count(*) from (select 1 from effect_each group by message having count(*) > 1) repeated"));
        Assert.Equal(0, await Count(
            source,
            "select count(*) from tool_run r where tool = 'record_unrepeatable' and status = 'ok' and not exists (select " +
            "from effect_each e where e.call_id = r.call_id)"));
        Assert.Equal(
            await Count(
                source,
                "select (select count(*) from tool_run where finished_at is not null) + (select count(*) from tool_request)"),
            await Count(source, "select count(*) from audit_entry where action = 'tool.execute'"));
        Assert.Equal(0, await Count(
            source,
            "select count(*) from tool_run r where not exists (select from audit_entry a " +
            "where a.details->>'callId' = r.call_id and a.result = r.status)"));
        Assert.Equal(0, await Count(
            source,
            "select count(*) from (select 1 from transcript_entry group by session_id having max(seq) <> count(*)) gaps"));
        Assert.Equal(0, await Count(
            source,
            "select count(*) from (select content, lag(content) over (partition by session_id order by seq) before " +
            "from transcript_entry where role = 'user') said where before > content"));
        Assert.Equal(0, await Count(
            source,
            "select count(*) from transcript_entry a join queue_item q on q.id = a.turn_id where a.stop_reason is not null " +
            "and a.content <> 'reply to ' || q.body"));
        await AssertAuditChainIsIntact(source);
    }

    private static async Task AssertAuditChainIsIntact(NpgsqlDataSource source)
    {
        await Eventually.True(
            async () => await Count(source, "select count(*) from audit_entry where chain_seq is null") == 0, Deadline);
        var chain = new AuditChainStore(writes: null!, new Database(source));
        AuditCheck? check = null;
        while (check?.IsComplete != true)
        {
            var page = await chain.Read("default", check?.Last?.Seq ?? 0, AuditCheck.MaxEntries, CancellationToken.None);
            check = AuditVerification.Check("default", page, check?.Last, page.Entries.Length < AuditCheck.MaxEntries);
        }
        Assert.Null(check.Break);
        Assert.Equal(await Count(source, "select count(*) from audit_entry"), check.Last!.Seq);
    }

    /// <summary>A run whose kills only met an idle process would prove nothing.</summary>
    public async Task AssertKillsMetWork()
    {
        await using var source = NpgsqlDataSource.Create(database);
        Assert.NotEqual(0, await Count(source, "select count(*) from queue_item where crashes > 0"));
    }

    /// <summary>While no process is there, nobody holds anything.</summary>
    public async Task AssertNothingIsLeased()
    {
        await using var source = NpgsqlDataSource.Create(database);
        Assert.Equal(0, await Count(source, "select count(*) from queue_item where status = 'processing'"));
    }

    private static async Task<string> Describe(NpgsqlDataSource source)
    {
        try
        {
            await using var command = source.CreateCommand(
                "select string_agg(status || ':' || n, ', ' order by status) " +
                "from (select 'queue ' || status as status, count(*) n from queue_item group by 1 " +
                "union all select 'outbox ' || status, count(*) from outbox group by 1) s");
            return (await command.ExecuteScalarAsync())?.ToString() ?? "";
        }
        catch (NpgsqlException exception)
        {
            return exception.Message;
        }
    }

    private static async Task<long> Count(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
