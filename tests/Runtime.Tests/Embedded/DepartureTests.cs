namespace Sanctum.Conformance.Embedded;

/// <summary>Within one process a call always finds the next activation.</summary>
[Collection(ClusterSuite.Name)]
public sealed class DepartureTests(Cluster cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Calls_that_arrive_while_a_grain_is_deactivated_are_all_answered()
    {
        var counter = cluster.Grains.GetGrain<ICounterGrain>(Cluster.NewKey());
        var calls = Enumerable.Range(0, 200).Select(i => i % 20 == 10 ? counter.Deactivate() : counter.Increment()).ToList();

        await Task.WhenAll(calls).WaitAsync(Patience);
    }

    [Fact]
    public async Task Calls_of_a_stateless_worker_that_is_deactivated_are_all_answered()
    {
        var worker = cluster.Grains.GetGrain<IWorkerGrain>(Cluster.NewKey());
        var calls = Enumerable.Range(0, 60).Select(i => i % 5 == 2 ? worker.Leave() : worker.Work()).ToList();

        await Task.WhenAll(calls).WaitAsync(Patience);
    }
}
