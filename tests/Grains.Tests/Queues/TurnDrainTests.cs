using Microsoft.Extensions.AI;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Sanctum.Testing;

namespace Sanctum.Queues;

public sealed class TurnDrainTests
{
    [Fact]
    public async Task Turn_that_takes_too_long_is_given_back_when_the_process_ends()
    {
        var database = await (await PostgresServer.Shared).CreateDatabase();
        var host = await Start(database, limit: "00:00:03");
        using var never = host.Model.Hold("hello");
        var item = await host.Send(await host.NewAgent(), SanctumHost.NewSession(), "hello");
        await Eventually.True(() => Task.FromResult(host.Model.Asked.Contains("hello")));

        await host.DisposeAsync();

        Assert.Equal("new, crashes 0, due true", await Describe(database, item));
    }

    [Fact]
    public async Task Turn_that_can_finish_does_so_before_the_process_ends()
    {
        var database = await (await PostgresServer.Shared).CreateDatabase();
        var host = await Start(database, limit: "00:01:00");
        var isEnding = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Part<IHostApplicationLifetime>().ApplicationStopping.Register(isEnding.SetResult);
        host.Model.On("hello", async (_, cancelled) =>
        {
            await isEnding.Task.WaitAsync(cancelled);
            return new ChatResponseUpdate(ChatRole.Assistant, "Just in time.");
        });
        var item = await host.Send(await host.NewAgent(), SanctumHost.NewSession(), "hello");
        await Eventually.True(() => Task.FromResult(host.Model.Asked.Contains("hello")));

        await host.DisposeAsync();

        Assert.Equal("done, crashes 0, due ", await Describe(database, item));
    }

    private static Task<SanctumHost> Start(string database, string limit) => new SanctumHost().Start(
        ("SANCTUM_POSTGRES", database), ("Sanctum:Queue:LeaseDuration", "00:10:00"), ("Sanctum:Shutdown:Limit", limit));

    private static async Task<string> Describe(string database, Guid item)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(
            "select status || ', crashes ' || crashes || ', due ' || coalesce((due_at <= now())::text, '') from queue_item " +
            "where id = $1");
        command.Parameters.AddWithValue(item);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
