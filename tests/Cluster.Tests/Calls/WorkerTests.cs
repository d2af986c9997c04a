using Sanctum.Testing;

namespace Sanctum.Cluster.Calls;

[Collection(OneSiloSuite.Name)]
public sealed class WorkerTests(OneSilo silo)
{
    private readonly string _key = ProductCluster.NewKey();

    private IWorkerGrain Worker => silo.Cluster.Grain<IWorkerGrain>(_key);

    [Fact]
    public async Task Stateless_worker_has_at_most_its_number_of_activations()
    {
        var calls = Enumerable.Range(0, 24).Select(_ => Worker.Hold()).ToList();
        await Eventually.Get(() => Task.FromResult(WorkerGrain.HeldNow(_key)), held => held >= 3);

        WorkerGrain.Release(_key);

        Assert.Equal(3, (await Task.WhenAll(calls)).Distinct().Count());
    }

    [Fact]
    public async Task Calls_of_a_stateless_worker_that_is_deactivated_all_end()
    {
        var calls = Enumerable.Range(0, 60).Select(i => Ends.Of(i % 5 == 2 ? Worker.Leave() : Worker.Work())).ToList();

        await Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(60));
    }
}
