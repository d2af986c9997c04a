using System.Text.Json;
using Npgsql;
using Sanctum.Crash;
using Sanctum.Identity;
using Sanctum.Testing;
using Sanctum.Tools;

namespace Sanctum.Memory;

/// <summary>What becomes of a write to memory when something ends in the middle of it.</summary>
public sealed class MemoryOutageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_tool_s_write_that_loses_the_database_is_made_once_it_is_back_and_only_once()
    {
        await using var server = await PostgresServer.StartOwn();
        var database = await server.CreateDatabase();
        var host = await new SanctumHost().Start(("SANCTUM_POSTGRES", database));
        try
        {
            var (agent, run) = (
                await host.NewAgent(),
                host.Grains.GetGrain<IToolRunGrain>(new GrainKey("default", Guid.CreateVersion7().ToString()).ToString()));
            // Not from a pool, to which a connection that was cut off could not be given back.
            await using (var other = new NpgsqlConnection($"{database};Pooling=false"))
            {
                await other.OpenAsync();
                await using var begin = new NpgsqlCommand("begin; lock table memory_entry in exclusive mode", other);
                await begin.ExecuteNonQueryAsync();
                await run.Begin(new ToolRunRequest(
                    agent, "memory_write", """{"label":"notes","text":"Likes tea."}""", SessionId: null, "operator/test"));
                await Eventually.True(async () => await host.Count(
                    "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%memory_entry%'") == 1);
                server.Stop();
            }

            server.StartServer();

            var ended = await Eventually.Get(() => Look(run), ended => ended?.Result is not null, Patience);
            Assert.Equal(ToolStatus.Ok, ended!.Result!.Status);
            Assert.Equal(1, await host.Count($"select count(*) from memory_wal where memory = '{agent}'"));
            Assert.Equal(1, await host.Count($"select count(*) from memory_entry where agent = '{agent}'"));
            await Eventually.True(async () => await host.Count($"select count(*) from memory_replica where memory = '{agent}' " +
                "and payload ->> 'value' = 'Likes tea.'") == 1, Patience);
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_process_that_is_killed_between_the_change_and_its_event_leaves_it_to_the_next_one()
    {
        var database = await (await PostgresServer.Shared).CreateDatabase();
        await using var rows = NpgsqlDataSource.Create(database);
        await using var victim = new Victim(database);
        await victim.Start(("CrashTest__BrokenStream", "memory.wal"));
        await victim.PostUntilAcknowledged("/agents/ada", null, CancellationToken.None);
        await victim.PostUntilAcknowledged("/tool-runs", Write(1), CancellationToken.None);
        await victim.PostUntilAcknowledged("/tool-runs", Write(2), CancellationToken.None);
        await Eventually.True(() => Is(rows, "select count(*) = 2 from memory_wal where attempts > 0"), Patience);
        await victim.Kill();
        Assert.True(await Is(rows, "select count(*) = 0 from memory_wal where published_at is not null"));

        await victim.Start();

        await Eventually.True(
            () => Is(rows, "select count(*) = 2 from memory_replica where payload ->> 'value' = 'Likes tea.'"), Patience);
        Assert.True(await Is(rows, "select count(*) = 2 and min(seq) = 1 and max(seq) = 2 from memory_wal"));
    }

    private static object Write(int number) => new
    {
        Id = Guid.CreateVersion7(),
        Agent = "ada",
        Tool = "memory_write",
        Arguments = JsonSerializer.Serialize(new { label = $"notes-{number}", text = "Likes tea." }),
    };

    private static async Task<ToolRun?> Look(IToolRunGrain run)
    {
        try
        {
            return await run.Get();
        }
        catch (Errors.StorageUnavailableException)
        {
            return null;
        }
    }

    private static async Task<bool> Is(NpgsqlDataSource rows, string sql)
    {
        await using var command = rows.CreateCommand(sql);
        return (bool)(await command.ExecuteScalarAsync())!;
    }
}
