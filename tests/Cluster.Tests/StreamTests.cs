using Orleans.Streams;
using Orleans.Streams.Core;

namespace Sanctum.Conformance;

public interface IProducerGrain : IGrainWithStringKey
{
    Task Publish(string ns, string key, int from, int to);
}

public sealed class ProducerGrain : Grain, IProducerGrain
{
    public async Task Publish(string ns, string key, int from, int to)
    {
        var stream = this.GetStreamProvider(Cluster.Streams).GetStream<int>(StreamId.Create(ns, key));
        for (var i = from; i <= to; i++)
            await stream.OnNextAsync(i);
    }
}

public interface IImplicitGrain : IGrainWithStringKey
{
    Task<List<int>> Seen();
}

[ImplicitStreamSubscription("implicit")]
public sealed class ImplicitGrain : Grain, IImplicitGrain, IStreamSubscriptionObserver, IAsyncObserver<int>
{
    private const int FailsOnce = 3;
    private readonly List<int> _seen = [];
    private bool _hasFailed;

    public Task<List<int>> Seen() => Task.FromResult(_seen);

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<int>().ResumeAsync(this);

    public Task OnNextAsync(int item, StreamSequenceToken? token = null)
    {
        if (item == FailsOnce && !_hasFailed)
        {
            _hasFailed = true;
            throw new InvalidOperationException("A handler that fails once, on purpose.");
        }
        _seen.Add(item);
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}

public interface ISubscriberGrain : IGrainWithStringKey
{
    Task Subscribe(string key);

    Task Unsubscribe();

    Task<List<int>> Seen();
}

public sealed class SubscriberGrain : Grain, ISubscriberGrain
{
    private readonly List<int> _seen = [];
    private StreamSubscriptionHandle<int>? _subscription;

    public async Task Subscribe(string key) =>
        _subscription = await this.GetStreamProvider(Cluster.Streams).GetStream<int>(StreamId.Create("explicit", key)).SubscribeAsync((item, _) =>
        {
            _seen.Add(item);
            return Task.CompletedTask;
        });

    public Task Unsubscribe() => _subscription!.UnsubscribeAsync();

    public Task<List<int>> Seen() => Task.FromResult(_seen);
}

[Collection(ClusterSuite.Name)]
public sealed class StreamTests(Cluster cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private IProducerGrain Producer => cluster.Grains.GetGrain<IProducerGrain>(Cluster.NewKey());

    [Fact]
    public async Task An_implicit_subscriber_sees_every_event_in_order_also_those_whose_handler_failed_once()
    {
        var key = Cluster.NewKey();

        await Producer.Publish("implicit", key, 1, 20);

        var seen = await WaitFor(cluster.Grains.GetGrain<IImplicitGrain>(key).Seen, 20);
        Assert.Equal(Enumerable.Range(1, 20), seen);
    }

    [Fact]
    public async Task An_explicit_subscriber_sees_what_is_published_until_it_unsubscribes()
    {
        var key = Cluster.NewKey();
        var subscriber = cluster.Grains.GetGrain<ISubscriberGrain>(Cluster.NewKey());
        await subscriber.Subscribe(key);
        await Producer.Publish("explicit", key, 1, 10);
        Assert.Equal(Enumerable.Range(1, 10), await WaitFor(subscriber.Seen, 10));

        await subscriber.Unsubscribe();
        await Producer.Publish("explicit", key, 11, 20);

        Assert.Equal(10, (await subscriber.Seen()).Count);
    }

    private static async Task<List<int>> WaitFor(Func<Task<List<int>>> seen, int count)
    {
        var until = DateTime.UtcNow + Patience;
        while (true)
        {
            var items = await seen();
            if (items.Count >= count || DateTime.UtcNow > until)
                return items;
            await Task.Delay(20);
        }
    }
}
