using Sanctum.Queues;
using Sanctum.Testing;

namespace Sanctum.Platforms;

public sealed class AccountDrainTests
{
    [Fact]
    public async Task A_queue_stays_as_it_was_put_over_a_restart_and_loses_nothing()
    {
        await using var host = await PlatformHost.Start();
        var (drained, paused) = (await host.NewAgent(), await host.NewAgent());
        var (quiet, busy) = (await host.Connect(agent: drained), await host.Connect(agent: paused));
        await Admin(host, drained).Drain("new machine");
        await Admin(host, paused).Pause("lunch");

        await host.Restart();
        var left = host.Platform.Notify(quiet, "nobody takes me in");
        var taken = host.Platform.Notify(busy, "somebody takes me in");
        await Eventually.True(async () => await host.Item(busy, taken) is { Status: "new" });
        var unread = await host.Account(quiet).PollNow();
        var asked = await host.Account(busy).PollNow();

        Assert.Equal(0, unread.Waiting);
        Assert.Contains($"'{drained}'", unread.NotAsked, StringComparison.Ordinal);
        Assert.Contains("new machine", unread.NotAsked, StringComparison.Ordinal);
        Assert.Null(asked.NotAsked);
        Assert.Null(await host.Item(quiet, left));
        Assert.Equal((QueueMode.Drained, "new machine"), await Mode(host, drained));
        Assert.Equal((QueueMode.Paused, "lunch"), await Mode(host, paused));

        await Admin(host, drained).Resume();
        await Admin(host, paused).Resume();
        Assert.Equal("done", (await host.Ended(quiet, left)).Status);
        Assert.Equal("done", (await host.Ended(busy, taken)).Status);
    }

    private static IQueueAdminGrain Admin(PlatformHost host, string agent) =>
        host.Grains.GetGrain<IQueueAdminGrain>($"default/{agent}");

    private static async Task<(QueueMode, string?)> Mode(PlatformHost host, string agent)
    {
        var mode = (await Admin(host, agent).GetHealth()).Mode;
        return (mode.Mode, mode.Reason);
    }
}
