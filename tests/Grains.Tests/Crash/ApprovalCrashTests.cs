using Npgsql;
using Sanctum.Testing;

namespace Sanctum.Crash;

/// <summary>A process that is killed while turns and runs wait for a person, and again while they are answered.</summary>
public sealed class ApprovalCrashTests
{
    private const int Agents = 6;
    private const int Messages = 30;
    private const int Runs = 6;
    private const int Asked = (2 * Messages) + Runs;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(8);

    private const string Policy =
        """
        rules:
          - name: all
            actions: [tool.execute]
            effect: ask
            reason: it cannot be undone.
            approval: { deadline: 1h, risk: high }
        """;

    [Fact]
    public async Task Tools_that_wait_when_the_process_is_killed_run_once_each_when_they_are_approved()
    {
        await using var server = await PostgresServer.StartOwn();
        var database = await server.CreateDatabase();
        await CrashLoad.CreateEffectTables(database);
        await using var victim = new Victim(database);
        await victim.Start();
        await using var rows = NpgsqlDataSource.Create(database);
        using var deadline = new CancellationTokenSource(Deadline);
        for (var i = 0; i < Agents; i++)
            await victim.PostUntilAcknowledged($"/agents/agent-{i}", null, deadline.Token);
        await victim.PostUntilAcknowledged("/policies", new { Name = "all", Document = Policy }, deadline.Token);
        // A process reads its policies before its first decision.
        await victim.Kill();
        await victim.Start();

        // Some turns are about to wait when the process dies, the others wait.
        for (var i = 0; i < Messages; i++)
            await victim.PostUntilAcknowledged(
                "/messages", new { Id = $"m-{i}", Agent = $"agent-{i % Agents}", Session = $"s-{i}" }, deadline.Token);
        for (var i = 0; i < Runs; i++)
            await victim.PostUntilAcknowledged(
                "/tool-runs", new { Id = Guid.CreateVersion7(), Agent = $"agent-{i % Agents}" }, deadline.Token);
        await Eventually.True(async () => await Count(rows, "select count(*) from approval") > Asked / 2, Deadline);
        await victim.Kill();
        await victim.Start();
        await Eventually.True(async () => await Count(rows, "select count(*) from approval") == Asked, Deadline);
        await Eventually.True(async () => await Count(rows, "select count(*) from queue_item where status = 'new'") == Messages);
        Assert.Equal(0, await Count(rows, "select count(*) from queue_item where status = 'processing'"));
        Assert.Equal(0, await CountEffects(rows));

        var ids = await Ids(rows);
        var answering = Task.WhenAll(ids.Select(
            id => victim.PostUntilAcknowledged($"/approvals/{id}/approve", null, deadline.Token)));
        for (var kill = 0; kill < 2; kill++)
        {
            var seen = await CountEffects(rows);
            await Eventually.True(async () => answering.IsCompleted || await CountEffects(rows) > seen, Deadline);
            await victim.Kill();
            await victim.Start();
        }
        await answering;

        await Eventually.True(
            async () => await Count(rows, "select count(*) from queue_item where status = 'done'") == Messages, Deadline);
        await Eventually.True(
            async () => await Count(rows, "select count(*) from tool_request where finished_at is null") == 0, Deadline);
        Assert.Equal(Asked, await Count(rows, "select count(*) from approval where state = 'approved'"));
        Assert.Equal(Messages, await Count(rows, "select count(distinct message) from effect_once"));
        Assert.Equal(0, await Count(
            rows, "select count(*) from (select 1 from effect_each group by message having count(*) > 1) repeated"));
        // A kill in the middle of a run leaves it interrupted; all others ran.
        Assert.Equal(0, await Count(
            rows,
            "select count(*) from tool_run r where tool = 'record_unrepeatable' and (status not in ('ok', 'interrupted') " +
            "or (status = 'ok' and not exists (select from effect_each e where e.call_id = r.call_id)))"));
        Assert.Equal(Asked, await Count(rows, "select count(*) from audit_entry where action = 'approval.request'"));
    }

    private static Task<long> CountEffects(NpgsqlDataSource rows) =>
        Count(rows, "select (select count(*) from effect_each) + (select count(*) from effect_once)");

    private static async Task<List<Guid>> Ids(NpgsqlDataSource rows)
    {
        await using var command = rows.CreateCommand("select id from approval");
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<Guid>();
        while (await reader.ReadAsync())
            ids.Add(reader.GetGuid(0));
        return ids;
    }

    private static async Task<long> Count(NpgsqlDataSource rows, string sql)
    {
        await using var command = rows.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
