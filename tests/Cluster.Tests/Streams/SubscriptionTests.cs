using Orleans.Streams;
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

    [Fact]
    public async Task Explicit_subscription_outlives_the_activation_until_it_is_ended()
    {
        var grain = Grain<IExplicitListenerGrain>();
        await grain.Subscribe("test.explicit", _key);
        await Publish("test.explicit", "first");
        await HeardBy(grain, 1);
        await Reactivate(grain);

        await Publish("test.explicit", "second");
        Assert.Equal(["second"], await HeardBy(grain, 1));

        await grain.UnsubscribeAll("test.explicit", _key);
        var witness = silo.Cluster.Grain<IExplicitListenerGrain>(ProductCluster.NewKey());
        await witness.Subscribe("test.explicit", _key);
        await Publish("test.explicit", "third");
        await HeardBy(witness, 1);
        await grain.Subscribe("test.explicit", _key);
        await Publish("test.explicit", "fourth");
        Assert.Equal(["second", "fourth"], await HeardBy(grain, 2));
    }

    [Fact]
    public async Task Client_hears_what_is_published_while_it_is_subscribed()
    {
        var heard = new List<string>();
        var stream = silo.Cluster.Stream<string>("test.to-client", _key);
        var subscription = await stream.SubscribeAsync((text, _) =>
        {
            lock (heard)
                heard.Add(text);
            return Task.CompletedTask;
        });

        await stream.OnNextAsync("first");
        await stream.OnNextAsync("second");
        await Eventually.True(() => Task.FromResult(Count() == 2));
        await subscription.UnsubscribeAsync();

        Assert.Empty(await stream.GetAllSubscriptionHandles());
        Assert.Equal(["first", "second"], heard);

        int Count()
        {
            lock (heard)
                return heard.Count;
        }
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

    private static Task<List<string>> HeardBy(IListenerGrain grain, int count) => Eventually.Get(grain.Heard, heard => heard.Count >= count);

    private static async Task Reactivate(IListenerGrain grain)
    {
        var before = await grain.ActivationId();
        await grain.Deactivate();
        await Eventually.Get(grain.ActivationId, now => now != before);
    }
}
