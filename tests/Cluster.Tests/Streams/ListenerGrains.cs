using Orleans.Streams;
using Orleans.Streams.Core;
using Sanctum.Streams;

namespace Sanctum.Cluster.Streams;

[Alias("test.IListenerGrain")]
public interface IListenerGrain : IGrainWithStringKey
{
    /// <summary>What the present activation has heard.</summary>
    [Alias("Heard")]
    Task<List<string>> Heard();

    /// <summary>How often the grain was activated.</summary>
    [Alias("ActivationId")]
    Task<Guid> ActivationId();

    [Alias("Deactivate")]
    Task Deactivate();

    /// <summary>Runs for as long as the gate of this name is shut.</summary>
    [Alias("Hold")]
    Task Hold(string gate);
}

[Alias("test.IImplicitListenerGrain")]
public interface IImplicitListenerGrain : IListenerGrain;

[Alias("test.ISelfSubscribingListenerGrain")]
public interface ISelfSubscribingListenerGrain : IListenerGrain;

[Alias("test.IExplicitListenerGrain")]
public interface IExplicitListenerGrain : IListenerGrain
{
    [Alias("Subscribe")]
    Task Subscribe(string ns, string key);
}

/// <summary>What the listeners have in common: they write down what they hear.</summary>
public abstract class Listener : Grain, IAsyncObserver<string>
{
    private readonly Guid _activationId = Guid.NewGuid();
    private readonly List<string> _heard = [];

    public Task<List<string>> Heard() => Task.FromResult(_heard.ToList());

    public Task<Guid> ActivationId() => Task.FromResult(_activationId);

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task Hold(string gate)
    {
        _heard.Add("call began");
        await Gates.Wait(gate);
        _heard.Add("call ended");
    }

    public async Task OnNextAsync(string item, StreamSequenceToken? token = null)
    {
        if (item.StartsWith("gate:", StringComparison.Ordinal))
            await Gates.Wait(item);
        if (item.StartsWith("fails:", StringComparison.Ordinal) && Gates.Attempt(item) < 3)
            throw new InvalidOperationException("Refused by the test.");
        _heard.Add(RequestContext.Get("who") is string who ? $"{item} by {who}" : item);
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}

[ImplicitStreamSubscription(Namespace), GrainType("test.implicit-listener")]
public sealed class ImplicitListenerGrain : Listener, IImplicitListenerGrain, IStreamSubscriptionObserver
{
    public const string Namespace = "test.implicit";

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<string>().ResumeAsync(this);
}

[ImplicitStreamSubscription(Namespace), GrainType("test.self-subscribing-listener")]
public sealed class SelfSubscribingListenerGrain : Listener, ISelfSubscribingListenerGrain
{
    public const string Namespace = "test.self-subscribing";

    public override Task OnActivateAsync(CancellationToken cancellationToken) => this.GetStreamProvider(StreamNames.Provider)
        .GetStream<string>(StreamId.Create(Namespace, this.GetPrimaryKeyString())).SubscribeAsync(this);
}

[GrainType("test.explicit-listener")]
public sealed class ExplicitListenerGrain : Listener, IExplicitListenerGrain, IStreamSubscriptionObserver
{
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<string>().ResumeAsync(this);

    public Task Subscribe(string ns, string key) => Stream(ns, key).SubscribeAsync(this);

    private IAsyncStream<string> Stream(string ns, string key) =>
        this.GetStreamProvider(StreamNames.Provider).GetStream<string>(StreamId.Create(ns, key));
}
