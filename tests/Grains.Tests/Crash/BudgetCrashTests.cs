using Npgsql;
using Sanctum.Testing;

namespace Sanctum.Crash;

/// <summary>A process that is killed in the middle of model calls that budgets count, and while messages wait for one.</summary>
public sealed class BudgetCrashTests
{
    private const int Agents = 6;
    private const int Messages = 60;
    private const int Kills = 4;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(8);

    [Fact]
    public async Task The_books_balance_and_each_call_is_paid_once_however_often_the_process_dies()
    {
        await using var server = await PostgresServer.StartOwn();
        var database = await server.CreateDatabase();
        await CrashLoad.CreateEffectTables(database);
        await using var victim = new Victim(database, ("CrashTest__MaxModelDelay", "300"));
        await victim.Start();
        await using var rows = NpgsqlDataSource.Create(database);
        await AddBudget(rows, "all", cap: 1_000_000_000, "total", "refuse");
        await AddBudget(rows, "monthly", cap: 1_000_000_000, "month", "refuse");
        await Restart(victim);
        using var deadline = new CancellationTokenSource(Deadline);
        await CreateAgents(victim, deadline.Token);

        var sending = Task.WhenAll(Enumerable.Range(0, Messages).Select(async i =>
        {
            await Task.Delay(Random.Shared.Next(0, 4_000), deadline.Token);
            await Send(victim, i, deadline.Token);
        }));
        for (var kill = 0; kill < Kills; kill++)
        {
            await CrashLoad.MeetWork(sending, victim);
            await victim.Kill();
            await victim.Start();
        }
        await sending;
        await Eventually.True(async () => await CountDone(rows) == Messages, Deadline);

        // A message takes two calls, and each is one entry of both budgets.
        Assert.Equal(2 * 2 * Messages, await Count(rows, "select count(*) from budget_entry"));
        Assert.Empty(await Unsettled(rows));
        Assert.Equal(2, await Count(
            rows,
            "select count(*) from budget where reserved = 0 and spent > 0 " +
            "and spent = (select sum(settled) from budget_entry where budget_id = budget.id)"));
        Assert.NotEqual(0, await Count(rows, "select count(*) from queue_item where crashes > 0"));
    }

    [Fact]
    public async Task Messages_that_wait_for_a_budget_hold_no_lease_and_are_answered_by_the_process_after()
    {
        await using var server = await PostgresServer.StartOwn();
        var database = await server.CreateDatabase();
        await CrashLoad.CreateEffectTables(database);
        await using var victim = new Victim(database, ("Sanctum__Budgets__MaxWait", "00:00:01"));
        await victim.Start();
        await using var rows = NpgsqlDataSource.Create(database);
        await AddBudget(rows, "month", cap: 1_000_000, "month", "wait", spent: 1_000_000);
        await Restart(victim);
        using var deadline = new CancellationTokenSource(Deadline);
        await CreateAgents(victim, deadline.Token);
        for (var i = 0; i < Agents; i++)
            await Send(victim, i, deadline.Token);

        await Eventually.True(async () => await Count(
            rows, "select count(*) from queue_item where status = 'new' " +
                "and last_error like 'Budget ''month'' has no room%'") == Agents);
        await victim.Kill();
        Assert.Equal(0, await Count(rows, "select count(*) from budget_entry"));
        await Execute(rows, "update budget set cap = 1000000000");
        await victim.Start();

        await Eventually.True(async () => await CountDone(rows) == Agents, Deadline);
        Assert.Equal(0, await Count(rows, "select count(*) from queue_item where attempts > 0"));
    }

    private static async Task CreateAgents(Victim victim, CancellationToken ct)
    {
        for (var i = 0; i < Agents; i++)
            await victim.PostUntilAcknowledged($"/agents/agent-{i}", null, ct);
    }

    private static Task Send(Victim victim, int i, CancellationToken ct) => victim.PostUntilAcknowledged(
        "/messages", new { Id = $"m-{i}", Agent = $"agent-{i % Agents}", Session = $"s-{i}" }, ct);

    // A process reads its budgets when it starts.
    private static async Task Restart(Victim victim)
    {
        await victim.Kill();
        await victim.Start();
    }

    private static Task AddBudget(
        NpgsqlDataSource rows, string name, long cap, string window, string rule, long spent = 0) => Execute(
            rows,
            $"""
            insert into budget (id, tenant, name, scope, unit, cap, window_kind, rule, spent, window_start, created_at, changed_at)
            select gen_random_uuid(), 'default', '{name}', 'tenant', 'tokens', {cap}, '{window}', '{rule}', {spent}, case '{window}'
                when 'total' then timestamptz 'epoch' else date_trunc('month', now() at time zone 'UTC') at time zone 'UTC' end, now(), now()
            """);

    private static Task<long> CountDone(NpgsqlDataSource rows) =>
        Count(rows, "select count(*) from queue_item where status = 'done'");

    private static async Task Execute(NpgsqlDataSource rows, string sql)
    {
        await using var command = rows.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string[]> Unsettled(NpgsqlDataSource rows)
    {
        await using var command = rows.CreateCommand(
            "select array(select concat_ws(' ', call_key, status, holder, reserved, settled, created_at, ended_at) " +
            "from budget_entry where status <> 'settled' or settled = 0)");
        return (string[])(await command.ExecuteScalarAsync())!;
    }

    private static async Task<long> Count(NpgsqlDataSource rows, string sql)
    {
        await using var command = rows.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
