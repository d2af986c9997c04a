using Sanctum.Testing;

namespace Sanctum.Cluster.Calls;

[Collection(OneSiloSuite.Name)]
public sealed class CallTests(OneSilo silo)
{
    private readonly ICounterGrain _counter = silo.Cluster.Grain<ICounterGrain>(ProductCluster.NewKey());

    [Fact]
    public Task Caller_gets_a_timeout_when_the_grain_does_not_answer() =>
        Assert.ThrowsAsync<TimeoutException>(_counter.Hang);

    [Fact]
    public async Task Cancellation_reaches_the_grain_and_frees_it()
    {
        using var stop = new CancellationTokenSource();
        var waiting = _counter.Wait(stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(1, await _counter.Increment().WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task Exceptions_keep_their_type_and_message()
    {
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(_counter.Fail);

        Assert.Equal("on purpose", thrown.Message);
    }

    [Fact]
    public async Task Exception_of_a_library_reaches_a_client_with_its_message()
    {
        var thrown = await Assert.ThrowsAnyAsync<Exception>(_counter.FailUnknown);

        Assert.Contains("on purpose", thrown.ToString(), StringComparison.Ordinal);
        Assert.Contains(nameof(LibraryException), thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_way_call_tells_its_caller_nothing_of_a_failure()
    {
        await _counter.IncrementAndFail();

        await Eventually.Get(_counter.Increment, count => count >= 2);
    }

    [Fact]
    public async Task Arguments_and_results_are_copies()
    {
        var mine = new Note { Lines = ["mine"] };

        var answer = await _counter.Echo(mine);
        (await _counter.Shared()).Lines.Add("not the grain's");

        Assert.Equal(["mine"], mine.Lines);
        Assert.Equal(["mine", "changed by the grain"], answer.Lines);
        Assert.Empty((await _counter.Shared()).Lines);
    }

    [Fact]
    public async Task Request_context_flows_to_the_grain_and_not_back()
    {
        RequestContext.Set("colour", "green");
        try
        {
            Assert.Equal("green", await _counter.Context("colour"));
        }
        finally
        {
            RequestContext.Clear();
        }
        Assert.Null(await _counter.Context("colour"));
    }

    [Fact]
    public async Task Async_enumerables_arrive_whole_and_in_order()
    {
        var items = new List<int>();
        await foreach (var item in _counter.Count(250))
            items.Add(item);

        Assert.Equal(Enumerable.Range(1, 250), items);
    }
}
