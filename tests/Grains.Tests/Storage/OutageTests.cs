using Sanctum.Errors;
using Sanctum.Testing;

namespace Sanctum.Storage;

public sealed class OutageTests
{
    [Fact]
    public async Task A_killed_connection_fails_its_callers_and_the_next_write_works()
    {
        await using var process = await StorageProcess.Create();
        await process.StartWriting();
        await process.Execute("insert into note (id) values (1)");
        var stuck = process.Writes.ExecuteAsync(new SqlStatement("insert into note (id, said) select 2, pg_sleep(60)::text"));
        await Eventually.Get(
            () => process.Ask(
                """
                select count(pg_terminate_backend(pid)) from pg_stat_activity
                where datname = current_database() and query like 'insert%pg_sleep(60)%' and pid <> pg_backend_pid()
                """),
            killed => killed > 0);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => stuck);

        await Eventually.True(() => Succeeds(() => process.Write(3)));
        Assert.Equal(0, await process.Ask("select count(*) from note where id = 2"));
    }

    [Fact]
    public async Task A_read_whose_pooled_connection_died_is_answered_on_a_new_one()
    {
        await using var process = await StorageProcess.Create();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => process.Ask("select count(pg_sleep(0.05))")));
        await process.KillConnections();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => process.Count()));

        Assert.All(answers, count => Assert.Equal(0, count));
    }

    [Fact]
    public async Task A_read_that_ends_its_own_connection_each_time_is_repeated_once()
    {
        await using var process = await StorageProcess.Create();
        await process.Execute("create sequence runs");

        await Assert.ThrowsAsync<StorageUnavailableException>(() => process.Ask(
            "select nextval('runs') + case when pg_terminate_backend(pg_backend_pid()) then count(*) else 0 end " +
            "from pg_sleep(1)"));

        Assert.Equal(3, await process.Ask("select nextval('runs')"));
    }

    [Fact]
    public async Task A_write_after_all_connections_died_is_made_on_a_new_one_and_once()
    {
        await using var process = await StorageProcess.Create();
        await process.StartWriting();
        // One after the other: each writer has a connection then.
        for (var id = 0; id < 16; id++)
            await process.Write(id);
        await process.KillConnections();
        await Task.Delay(GroupWriter.TrustedFor);

        await Task.WhenAll(Enumerable.Range(100, 16).Select(process.Write));

        Assert.Equal(32, await process.Count());
    }

    [Fact]
    public async Task A_database_that_was_restarted_is_ready_when_it_is_asked()
    {
        await using var process = await StorageProcess.Create();
        await process.Readiness.StartAsync(CancellationToken.None);
        await process.Readiness.Migrated;
        await process.KillConnections();

        Assert.Null(await process.Readiness.Check(CancellationToken.None));
    }

    [Fact]
    public async Task A_read_whose_rows_trickle_in_is_ended_by_the_server_at_its_limit()
    {
        await using var process = await StorageProcess.Create(settings: ("Sanctum:Storage:CommandTimeout", "00:00:01"));

        var trickling = process.Reads.QueryAsync(
            new SqlStatement("select repeat('x', 10000), pg_sleep(0.25) from generate_series(1, 1000)"), row => row.GetString(0)
                .Length);

        Assert.Contains(
            "limit for one statement", (await Assert.ThrowsAsync<StorageUnavailableException>(() => trickling)).Message,
            StringComparison.Ordinal);
        Assert.Equal(
            0, await process.Ask("select count(*) from pg_stat_activity where state = 'active' and query like 'select repeat%'"));
    }

    [Fact]
    public async Task A_crash_of_the_database_loses_no_acknowledged_write()
    {
        await using var server = await PostgresServer.StartOwn();
        await using var process = await StorageProcess.Create(server);
        await process.StartWriting();
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 16).Select(writer => WriteUntil(process, writer * 1_000_000, stop.Token)).ToList();
        await Eventually.Get(process.Count, count => count > 200);

        server.Crash();

        await Eventually.True(() => Succeeds(() => process.Write(-1)));
        await stop.CancelAsync();
        var acknowledged = (await Task.WhenAll(writers)).SelectMany(ids => ids).ToList();
        var kept = await process.Reads.QueryAsync(new SqlStatement("select id from note"), row => row.GetInt32(0));
        Assert.NotEmpty(acknowledged);
        Assert.Empty(acknowledged.Except(kept));
    }

    [Fact]
    public async Task A_database_that_is_away_is_told_at_once_and_used_again_when_it_is_back()
    {
        await using var server = await PostgresServer.StartOwn();
        await using var process = await StorageProcess.Create(server);
        await process.StartWriting();
        await process.Readiness.StartAsync(CancellationToken.None);
        await process.Readiness.Migrated;
        server.Stop();

        await Assert.ThrowsAsync<StorageUnavailableException>(() => process.Write(1));
        await Assert.ThrowsAsync<StorageUnavailableException>(process.Count);
        await Eventually.True(async () => await process.Readiness.Check(CancellationToken.None) is not null);

        server.StartServer();

        await Eventually.True(async () => await process.Readiness.Check(CancellationToken.None) is null);
        await Eventually.True(() => Succeeds(() => process.Write(2)));
    }

    [Fact]
    public async Task A_process_that_starts_before_its_database_is_ready_once_that_is_there()
    {
        await using var server = await PostgresServer.StartOwn();
        await using var process = await StorageProcess.Create(server);
        server.Stop();
        await process.Readiness.StartAsync(CancellationToken.None);
        Assert.NotNull(await process.Readiness.Check(CancellationToken.None));

        server.StartServer();

        await process.Readiness.Migrated;
        Assert.Null(await process.Readiness.Check(CancellationToken.None));
    }

    private static async Task<List<int>> WriteUntil(StorageProcess process, int firstId, CancellationToken stop)
    {
        var acknowledged = new List<int>();
        for (var id = firstId; !stop.IsCancellationRequested; id++)
        {
            if (await Succeeds(() => process.Write(id)))
                acknowledged.Add(id);
        }
        return acknowledged;
    }

    private static async Task<bool> Succeeds(Func<Task> write)
    {
        try
        {
            await write();
            return true;
        }
        catch (StorageUnavailableException)
        {
            return false;
        }
    }
}
