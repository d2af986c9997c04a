namespace Sanctum.Cluster.Calls;

[Collection(OneSiloSuite.Name)]
public sealed class InterleavingTests(OneSilo silo)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _key = ProductCluster.NewKey();

    private ICounterGrain Counter => silo.Cluster.Grain<ICounterGrain>(_key);

    [Fact]
    public async Task Requests_of_one_activation_never_overlap()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Counter.Increment()));

        Assert.Equal(101, await Counter.Increment());
    }

    [Fact]
    public async Task Second_request_waits_until_the_first_has_ended()
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Counter.Overlap()));

        Assert.Equal(1, await Counter.MaxAtOnce());
    }

    [Fact]
    public async Task Always_interleaving_method_runs_while_another_waits()
    {
        using var stop = new CancellationTokenSource();
        var waiting = Counter.Wait(stop.Token);

        Assert.Equal(0, await Counter.Peek().WaitAsync(Patience));

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Requests_of_a_reentrant_grain_meet()
    {
        var grain = silo.Cluster.Grain<IReentrantGrain>(_key);

        await Task.WhenAll(grain.Meet(3), grain.Meet(3), grain.Meet(3)).WaitAsync(Patience);
    }

    [Fact]
    public async Task Two_read_only_requests_meet()
    {
        var grain = silo.Cluster.Grain<IReaderGrain>(_key);

        await Task.WhenAll(grain.MeetReader(), grain.MeetReader()).WaitAsync(Patience);
    }

    [Fact]
    public Task Grain_that_calls_itself_waits_until_the_call_times_out() =>
        Assert.ThrowsAsync<TimeoutException>(Counter.CallMyself);

    [Fact]
    public Task Call_chain_that_comes_back_waits_until_the_call_times_out() =>
        Assert.ThrowsAsync<TimeoutException>(silo.Cluster.Grain<IChainGrain>(_key).Outer);
}
