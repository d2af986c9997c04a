using Orleans.TestingHost;

namespace Sanctum.Conformance.Embedded;

/// <summary>Stopping a silo of its own, which the shared cluster cannot show.</summary>
public sealed class StopTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task An_open_enumeration_does_not_hold_back_a_stop()
    {
        await using var cluster = await Start();
        var reading = Read(cluster.GrainFactory.GetGrain<IFragileGrain>(Cluster.NewKey()));
        await reading.First.WaitAsync(Patience);

        await cluster.StopAllSilosAsync().WaitAsync(Patience);

        await Assert.ThrowsAsync<EnumerationAbortedException>(() => reading.Whole.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_stop_deactivates_every_grain()
    {
        await using var cluster = await Start();
        var key = Cluster.NewKey();
        await cluster.GrainFactory.GetGrain<IFarewellGrain>(key).Ping();

        await cluster.StopAllSilosAsync().WaitAsync(Patience);

        Assert.Equal(DeactivationReasonCode.ShuttingDown, FarewellGrain.Farewells[key].ReasonCode);
    }

    private static async Task<TestCluster> Start()
    {
        var cluster = new TestClusterBuilder(1).Build();
        await cluster.DeployAsync();
        return cluster;
    }

    private static (Task First, Task Whole) Read(IFragileGrain grain)
    {
        var first = new TaskCompletionSource();
        return (first.Task, Whole());

        async Task Whole()
        {
            await foreach (var _ in grain.Watch(CancellationToken.None))
                first.TrySetResult();
        }
    }
}
