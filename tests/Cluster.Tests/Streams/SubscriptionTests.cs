using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;
using Sanctum.Streams;
using Sanctum.Testing;

namespace Sanctum.Cluster.Streams;

[Collection(OneSiloSuite.Name)]
public sealed class SubscriptionTests(OneSilo silo)
{
    private readonly string _key = ProductCluster.NewKey();

    [Fact]
    public async Task Implicit_subscriber_with_the_streams_key_hears_every_event_in_order()
    {
        var sent = Enumerable.Range(0, 200).Select(number => $"{number}").ToList();
        foreach (var text in sent)
            await Publish(ImplicitListenerGrain.Namespace, text);

        Assert.Equal(sent, await HeardBy(Grain<IImplicitListenerGrain>(), sent.Count));
    }

    [Fact]
    public async Task Grain_that_subscribes_when_activated_hears_each_event_once_in_every_activation()
    {
        var grain = Grain<ISelfSubscribingListenerGrain>();
        await Publish(SelfSubscribingListenerGrain.Namespace, "first");
        await HeardBy(grain, 1);
        await Reactivate(grain);

        await Publish(SelfSubscribingListenerGrain.Namespace, "second");
        await Publish(SelfSubscribingListenerGrain.Namespace, "third");

        Assert.Equal(["second", "third"], await HeardBy(grain, 2));
    }

    // What a silo keeps of a subscription would be lost with it, so there are only those that grain classes declare.
    [Fact]
    public async Task Explicit_subscription_is_refused()
    {
        var stream = silo.Cluster.Stream<string>("test.explicit", _key);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => stream.SubscribeAsync((_, _) => Task.CompletedTask));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Grain<IExplicitListenerGrain>().Subscribe("test.explicit", _key));
    }

    [Fact]
    public void Streams_that_a_grain_class_subscribes_to_are_known_and_no_others()
    {
        var streams = silo.Cluster.Host.GetSiloServiceProvider().GetRequiredService<EventStreams>();

        Assert.True(streams.IsSubscribed(ImplicitListenerGrain.Namespace));
        Assert.True(streams.IsSubscribed(StreamNames.MemoryWal));
        Assert.False(streams.IsSubscribed("test.nobody"));
        Assert.False(streams.IsSubscribed(StreamNames.ConversationOutbound));
    }

    [Fact]
    public async Task Refused_event_is_offered_again_before_the_next_one()
    {
        await Publish(ImplicitListenerGrain.Namespace, $"fails:{_key}");
        await Publish(ImplicitListenerGrain.Namespace, "next");

        Assert.Equal([$"fails:{_key}", "next"], await HeardBy(Grain<IImplicitListenerGrain>(), 2));
        Assert.Equal(3, Gates.AttemptsOf($"fails:{_key}"));
    }

    [Fact]
    public async Task Publishing_does_not_wait_for_the_handler()
    {
        var gate = $"gate:{_key}";
        await Publish(ImplicitListenerGrain.Namespace, gate);
        await Publish(ImplicitListenerGrain.Namespace, "next");

        Gates.Open(gate);
        Assert.Equal([gate, "next"], await HeardBy(Grain<IImplicitListenerGrain>(), 2));
    }

    [Fact]
    public async Task Event_is_a_turn_of_its_own_that_waits_for_the_running_call()
    {
        var grain = Grain<IImplicitListenerGrain>();
        var call = grain.Hold(_key);
        await Publish(ImplicitListenerGrain.Namespace, "event");

        Gates.Open(_key);
        await call;
        Assert.Equal(["call began", "call ended", "event"], await HeardBy(grain, 3));
    }

    [Fact]
    public async Task Publishers_request_context_comes_with_the_event()
    {
        RequestContext.Set("who", "publisher");
        await Publish(ImplicitListenerGrain.Namespace, "event");
        RequestContext.Clear();

        Assert.Equal(["event by publisher"], await HeardBy(Grain<IImplicitListenerGrain>(), 1));
    }

    [Fact]
    public Task Event_that_nobody_listens_to_is_accepted() => Publish("test.nobody", "event");

    private T Grain<T>() where T : IGrainWithStringKey => silo.Cluster.Grain<T>(_key);

    private Task Publish(string ns, string text) => silo.Cluster.Stream<string>(ns, _key).OnNextAsync(text);

    private static Task<List<string>> HeardBy(IListenerGrain grain, int count) =>
        Eventually.Get(grain.Heard, heard => heard.Count >= count);

    private static async Task Reactivate(IListenerGrain grain)
    {
        var before = await grain.ActivationId();
        await grain.Deactivate();
        await Eventually.Get(grain.ActivationId, now => now != before);
    }
}
