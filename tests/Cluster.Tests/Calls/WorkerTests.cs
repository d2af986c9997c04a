namespace Sanctum.Cluster.Calls;

[Collection(OneSiloSuite.Name)]
public sealed class WorkerTests(OneSilo silo)
{
    private readonly IWorkerGrain _worker = silo.Cluster.Grain<IWorkerGrain>(ProductCluster.NewKey());

    [Fact]
    public async Task Stateless_worker_has_at_most_its_number_of_activations()
    {
        var activations = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => _worker.Work()));

        Assert.InRange(activations.Distinct().Count(), 2, 3);
    }

    [Fact]
    public async Task Calls_of_a_stateless_worker_that_is_deactivated_all_end()
    {
        var calls = Enumerable.Range(0, 60).Select(i => Ends.Of(i % 5 == 2 ? _worker.Leave() : _worker.Work())).ToList();

        await Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(20));
    }
}
