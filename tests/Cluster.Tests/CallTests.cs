namespace Sanctum.Conformance;

[Collection(ClusterSuite.Name)]
public sealed class CallTests(Cluster cluster)
{
    private ICounterGrain Counter(string? key = null) => cluster.Grains.GetGrain<ICounterGrain>(key ?? Cluster.NewKey());

    [Fact]
    public async Task Requests_of_one_activation_never_overlap()
    {
        var counter = Counter();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => counter.Increment()));

        Assert.Equal(101, await counter.Increment());
    }

    [Fact]
    public async Task A_second_request_waits_until_the_first_has_ended()
    {
        var counter = Counter();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => counter.Overlap()));

        Assert.Equal(1, await counter.MostAtOnce());
    }

    [Fact]
    public async Task An_always_interleaving_method_runs_while_another_waits()
    {
        var counter = Counter();
        using var stop = new CancellationTokenSource();
        var waiting = counter.Wait(stop.Token);

        Assert.Equal(0, await counter.Peek().WaitAsync(TimeSpan.FromSeconds(5)));

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Requests_of_a_reentrant_grain_meet()
    {
        var grain = cluster.Grains.GetGrain<IReentrantGrain>(Cluster.NewKey());

        await Task.WhenAll(grain.Meet(3), grain.Meet(3), grain.Meet(3)).WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Two_read_only_requests_meet()
    {
        var grain = cluster.Grains.GetGrain<IReaderGrain>(Cluster.NewKey());

        await Task.WhenAll(grain.MeetReader(), grain.MeetReader()).WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public Task A_call_to_oneself_waits_until_its_time_is_over() =>
        Assert.ThrowsAsync<TimeoutException>(() => Counter().CallMyself());

    [Fact]
    public Task A_call_chain_that_comes_back_waits_unless_it_is_allowed() =>
        Assert.ThrowsAsync<TimeoutException>(() => cluster.Grains.GetGrain<IChainGrain>(Cluster.NewKey()).Outer(allow: false));

    [Fact]
    public async Task An_allowed_call_chain_comes_back() =>
        Assert.Equal("inside", await cluster.Grains.GetGrain<IChainGrain>(Cluster.NewKey()).Outer(allow: true));

    [Fact]
    public Task A_caller_gets_a_timeout_when_the_grain_does_not_answer() =>
        Assert.ThrowsAsync<TimeoutException>(() => Counter().Hang());

    [Fact]
    public async Task Cancellation_reaches_the_grain_and_frees_it()
    {
        var counter = Counter();
        using var stop = new CancellationTokenSource();
        var waiting = counter.Wait(stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(1, await counter.Increment().WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Exceptions_keep_their_type_and_message()
    {
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => Counter().Fail());

        Assert.Equal("on purpose", thrown.Message);
    }

    [Fact]
    public async Task Arguments_and_results_are_copies()
    {
        var mine = new Note { Lines = ["mine"] };
        var counter = Counter();

        var answer = await counter.Echo(mine);
        (await counter.Shared()).Lines.Add("not the grain's");

        Assert.Equal(["mine"], mine.Lines);
        Assert.Equal(["mine", "changed by the grain"], answer.Lines);
        Assert.Empty((await counter.Shared()).Lines);
    }

    [Fact]
    public async Task Request_context_flows_to_the_grain_and_not_back()
    {
        RequestContext.Set("colour", "green");
        try
        {
            Assert.Equal("green", await Counter().Context("colour"));
        }
        finally
        {
            RequestContext.Clear();
        }
        Assert.Null(await Counter().Context("colour"));
    }

    [Fact]
    public async Task Async_enumerables_arrive_whole_and_in_order()
    {
        var items = new List<int>();
        await foreach (var item in Counter().Count(250))
            items.Add(item);

        Assert.Equal(Enumerable.Range(1, 250), items);
    }

    [Fact]
    public async Task Filters_run_silo_first_then_grain_then_method() =>
        Assert.Equal("hello, seen, own, filtered", await cluster.Grains.GetGrain<IFilteredGrain>(Cluster.NewKey()).Greet());

    [Fact]
    public async Task A_stateless_worker_has_at_most_its_number_of_activations()
    {
        var worker = cluster.Grains.GetGrain<IWorkerGrain>(Cluster.NewKey());

        var activations = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => worker.Work()));

        Assert.InRange(activations.Distinct().Count(), 2, 3);
    }
}
