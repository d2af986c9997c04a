using Sanctum.Testing;

namespace Sanctum.Cluster.Timers;

[Collection(OneSiloSuite.Name)]
public sealed class TimerTests(OneSilo silo)
{
    private readonly ITimerGrain _grain = silo.Cluster.Grain<ITimerGrain>(ProductCluster.NewKey());

    [Fact]
    public async Task Timer_never_overlaps_itself_and_ticks_again_after_a_failure()
    {
        await _grain.StartSlow();

        await Eventually.Get(_grain.Ticks, ticks => ticks >= 4);
        Assert.False(await _grain.HasOverlapped());
    }

    [Fact]
    public async Task Timer_that_its_tick_sets_anew_ticks_again()
    {
        await _grain.StartChanging();

        await Eventually.Get(_grain.Ticks, ticks => ticks >= 3);
    }
}
