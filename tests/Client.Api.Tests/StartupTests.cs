using Npgsql;
using Sanctum.Storage;
using Sanctum.Testing;

namespace Sanctum.Tests;

/// <summary>
/// The time between the listener's start and the last migration, drawn out by holding the lock that migrations take.
/// </summary>
public sealed class StartupTests
{
    [Fact]
    public async Task Request_before_the_schema_is_there_is_told_to_come_back_and_served_later()
    {
        var database = await (await PostgresServer.Shared).CreateDatabase();
        await using var other = new NpgsqlConnection(database);
        await other.OpenAsync();
        await Execute(other, $"select pg_advisory_lock({Migrator.LockKey})");
        var gateway = new RunningGateway();
        try
        {
            await gateway.StartUnready(database);

            foreach (var path in (string[])["/v1/agents", "/v1/agents/ada", "/v1/sessions/s/transcript"])
            {
                using var early = await gateway.Http.GetAsync(path);
                await early.ShouldRefuse(503, "storage-unavailable");
                Assert.True(early.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
            }
            await Execute(other, $"select pg_advisory_unlock({Migrator.LockKey})");
            await gateway.BecomesReady();

            await gateway.Get("/v1/agents");
        }
        finally
        {
            await gateway.DisposeAsync();
        }
    }

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
