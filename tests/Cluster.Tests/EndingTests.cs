namespace Sanctum.Conformance;

/// <summary>Nobody is left waiting: whatever ends, whoever depends on it hears of it.</summary>
[Collection(ClusterSuite.Name)]
public sealed class EndingTests(Cluster cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private IFragileGrain Fragile => cluster.Grains.GetGrain<IFragileGrain>(Cluster.NewKey());

    [Fact]
    public async Task A_failed_activation_reaches_the_caller_and_the_next_call_tries_again()
    {
        var grain = Fragile;
        FragileGrain.FailNextActivation(grain.GetPrimaryKeyString());

        Assert.Contains("on purpose", (await Assert.ThrowsAnyAsync<Exception>(() => grain.Ping())).ToString(), StringComparison.Ordinal);

        await grain.Ping().WaitAsync(Patience);
    }

    [Fact]
    public async Task Enumerating_a_grain_that_cannot_be_activated_fails()
    {
        var grain = Fragile;
        FragileGrain.FailNextActivation(grain.GetPrimaryKeyString());

        await Assert.ThrowsAnyAsync<Exception>(() => First(grain.Watch(CancellationToken.None)).WaitAsync(Patience));
    }

    [Fact]
    public async Task The_token_given_to_an_enumerating_method_ends_the_enumeration()
    {
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Enumerate().WaitAsync(Patience));

        async Task Enumerate()
        {
            await foreach (var _ in Fragile.Watch(stop.Token))
                await stop.CancelAsync();
        }
    }

    [Fact]
    public async Task Calls_that_arrive_while_a_grain_is_deactivated_all_end()
    {
        var counter = cluster.Grains.GetGrain<ICounterGrain>(Cluster.NewKey());
        var calls = Enumerable.Range(0, 200).Select(i => End(i % 20 == 10 ? counter.Deactivate() : counter.Increment())).ToList();

        await Task.WhenAll(calls).WaitAsync(Patience);
    }

    [Fact]
    public async Task Calls_of_a_stateless_worker_that_is_deactivated_all_end()
    {
        var worker = cluster.Grains.GetGrain<IWorkerGrain>(Cluster.NewKey());
        var calls = Enumerable.Range(0, 60).Select(i => End(i % 5 == 2 ? worker.Leave() : worker.Work())).ToList();

        await Task.WhenAll(calls).WaitAsync(Patience);
    }

    [Fact]
    public async Task A_timer_changed_by_its_own_tick_goes_on()
    {
        var grain = Fragile;
        await grain.StartChangingTimer();

        await grain.TickedThrice().WaitAsync(Patience);
    }

    // A cluster gives a call up that met two activations on their way out, and says so to the caller.
    private static async Task End(Task call)
    {
        if (await Record.ExceptionAsync(() => call) is { } refusal)
            Assert.IsAssignableFrom<OrleansException>(refusal);
    }

    private static async Task<int> First(IAsyncEnumerable<int> items)
    {
        await foreach (var item in items)
            return item;
        return 0;
    }
}
