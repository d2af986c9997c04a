using Orleans.Storage;

namespace Sanctum.Conformance;

[Collection(ClusterSuite.Name)]
public sealed class LifeTests(Cluster cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task DeactivateOnIdle_gives_the_next_call_a_fresh_activation()
    {
        var counter = cluster.Grains.GetGrain<ICounterGrain>(Cluster.NewKey());
        var first = await counter.Activation();

        await counter.Deactivate();

        await Eventually(async () => await counter.Activation() != first);
    }

    [Fact]
    public async Task An_idle_activation_is_collected_and_a_used_one_is_not()
    {
        var idle = cluster.Grains.GetGrain<IIdleGrain>(Cluster.NewKey());
        var used = cluster.Grains.GetGrain<IIdleGrain>(Cluster.NewKey());
        var first = await idle.Activation();
        var usedFirst = await used.Activation();
        var until = DateTime.UtcNow + TimeSpan.FromSeconds(4);
        while (DateTime.UtcNow < until)
        {
            Assert.Equal(usedFirst, await used.Activation());
            await Task.Delay(100);
        }

        Assert.NotEqual(first, await idle.Activation());
    }

    [Fact]
    public async Task State_is_loaded_before_activation_and_survives_deactivation()
    {
        var grain = cluster.Grains.GetGrain<IStoredGrain>(Cluster.NewKey());
        await grain.Set(7);
        var first = await grain.Activation();
        await grain.Deactivate();
        await Eventually(async () => await grain.Activation() != first);

        Assert.Equal(7, await grain.Get());
        Assert.True(await grain.WasLoadedBeforeActivation());
    }

    [Fact]
    public async Task Cleared_state_starts_anew()
    {
        var grain = cluster.Grains.GetGrain<IStoredGrain>(Cluster.NewKey());
        await grain.Set(7);

        await grain.Clear();

        Assert.Equal(0, await grain.Get());
        await grain.Set(8);
        Assert.Equal(8, await grain.Get());
    }

    [Fact]
    public async Task An_inconsistent_state_ends_the_activation_and_reaches_the_caller()
    {
        var grain = cluster.Grains.GetGrain<IStoredGrain>(Cluster.NewKey());
        await grain.Set(7);
        var first = await grain.Activation();

        await Assert.ThrowsAsync<InconsistentStateException>(() => grain.Conflict());

        await Eventually(async () => await grain.Activation() != first);
        Assert.Equal(7, await grain.Get());
    }

    [Fact]
    public async Task A_timer_never_overlaps_itself_and_goes_on_after_a_failure()
    {
        var grain = cluster.Grains.GetGrain<ITimerGrain>(Cluster.NewKey());

        await grain.Start();

        await Eventually(async () => (await grain.Ticks()).Ticks >= 4);
        Assert.False((await grain.Ticks()).Overlapped);
    }

    [Fact]
    public async Task A_reminder_ticks_until_it_is_unregistered()
    {
        var grain = cluster.Grains.GetGrain<IReminderGrain>(Cluster.NewKey());

        await grain.Register(TimeSpan.FromSeconds(1));

        await Eventually(async () => await grain.Ticks() >= 2);
        Assert.Equal(0, await grain.Stop());
    }

    [Fact]
    public Task A_reminder_below_the_least_period_is_refused() =>
        Assert.ThrowsAsync<ArgumentException>(() => cluster.Grains.GetGrain<IReminderGrain>(Cluster.NewKey()).Register(TimeSpan.FromMilliseconds(10)));

    private static async Task Eventually(Func<Task<bool>> condition)
    {
        var until = DateTime.UtcNow + Patience;
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < until, $"It did not come true within {Patience}.");
            await Task.Delay(20);
        }
    }
}
