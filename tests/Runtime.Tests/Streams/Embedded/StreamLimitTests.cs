using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Streams;
using Orleans.TestingHost;
using Sanctum.Runtime.Streams;
using Sanctum.Testing;

namespace Sanctum.Conformance.Streams.Embedded;

public sealed class StreamLimitTests : IAsyncLifetime
{
    private readonly TestCluster _cluster = new TestClusterBuilder().AddSiloBuilderConfigurator<Silo>().Build();
    private readonly string _key = $"test/{Guid.NewGuid():N}";

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Publisher_is_refused_while_a_subscriber_is_too_far_behind()
    {
        var gate = new TaskCompletionSource();
        var heard = 0;
        var stream = Stream(_key);
        await stream.SubscribeAsync(async (_, _) =>
        {
            await gate.Task;
            heard++;
        });

        var accepted = 0;
        await Assert.ThrowsAsync<OrleansException>(async () =>
        {
            for (; accepted < 10; accepted++)
                await stream.OnNextAsync("event");
        });

        gate.SetResult();
        await Eventually.True(() => Task.FromResult(heard == accepted));
        await stream.OnNextAsync("room again");
    }

    [Fact]
    public async Task Event_refused_for_too_long_is_skipped()
    {
        var heard = new List<string>();
        var stream = Stream(_key);
        await stream.SubscribeAsync((text, _) =>
        {
            if (text == "poison")
                throw new InvalidOperationException("Refused by the test.");
            heard.Add(text);
            return Task.CompletedTask;
        });

        await stream.OnNextAsync("poison");
        await stream.OnNextAsync("next");

        await Eventually.True(() => Task.FromResult(heard.Count == 1));
        Assert.Equal(["next"], heard);
    }

    [Fact]
    public async Task Streams_without_subscribers_or_events_are_forgotten()
    {
        var provider = (MemoryStreamProvider)_cluster.Client.GetStreamProvider(StreamCluster.Provider);
        await _cluster.Client.GetStreamProvider(StreamCluster.Provider).GetStream<string>("nobody", _key).OnNextAsync("event");
        Assert.Equal(0, provider.StreamCount);

        await UntilOneIsForgotten(provider);
    }

    [Fact]
    public async Task Forgotten_stream_goes_on_where_it_was()
    {
        var stream = _cluster.Client.GetStreamProvider(StreamCluster.Provider).GetStream<string>(ImplicitListenerGrain.Namespace, _key);
        var grain = _cluster.GrainFactory.GetGrain<IImplicitListenerGrain>(_key);
        await stream.OnNextAsync("first");
        await Eventually.Get(grain.Heard, heard => heard.Count == 1);
        await UntilOneIsForgotten((MemoryStreamProvider)_cluster.Client.GetStreamProvider(StreamCluster.Provider));

        await stream.OnNextAsync("second");

        Assert.Equal(["first", "second"], await Eventually.Get(grain.Heard, heard => heard.Count == 2));
    }

    [Fact]
    public async Task Handler_runs_in_the_publishers_trace()
    {
        var heard = new TaskCompletionSource<string?>();
        await Stream(_key).SubscribeAsync((_, _) =>
        {
            heard.SetResult(Activity.Current?.TraceId.ToString());
            return Task.CompletedTask;
        });

        using var activity = new Activity("publish").Start();
        await Stream(_key).OnNextAsync("event");

        Assert.Equal(activity.TraceId.ToString(), await heard.Task.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    // Each new stream makes the provider look for idle ones.
    private async Task UntilOneIsForgotten(MemoryStreamProvider provider)
    {
        var made = provider.StreamCount;
        await Eventually.True(async () =>
        {
            await provider.GetStream<string>(ImplicitListenerGrain.Namespace, $"{_key}/{made++}").OnNextAsync("event");
            return provider.StreamCount < made;
        });
    }

    private IAsyncStream<string> Stream(string key) => _cluster.Client.GetStreamProvider(StreamCluster.Provider).GetStream<string>("limits", key);

    private sealed class Silo : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            siloBuilder.AddMemoryStreams(StreamCluster.Provider);
            siloBuilder.Services.Configure<StreamDeliveryOptions>(options =>
            {
                options.MaxQueuedEvents = 4;
                options.MaxEventDeliveryTime = TimeSpan.FromMilliseconds(100);
                options.IdleStreamAge = TimeSpan.FromMilliseconds(20);
            });
        }
    }
}
