using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;
using Sanctum.Runtime.Messaging;
using Sanctum.Runtime.Serialization;

namespace Sanctum.Runtime.Activation;

/// <summary>Every activation of the process, and the way from a grain id to one.</summary>
internal sealed class GrainCatalog
{
    private readonly ConcurrentDictionary<GrainId, GrainActivation> _activations = new();
    private readonly ConcurrentDictionary<GrainId, WorkerPool> _pools = new();
    private readonly IActivationHook[] _hooks;

    public GrainCatalog(
        IServiceProvider services, GrainClasses classes, IOptions<SiloMessagingOptions> messaging,
        IOptions<GrainCollectionOptions> collection, ILogger<GrainCatalog> logger)
    {
        Services = services;
        Classes = classes;
        ResponseTimeout = messaging.Value.ResponseTimeout;
        CancelsOnTimeout = messaging.Value.CancelRequestOnTimeout;
        DeactivationTimeout = collection.Value.DeactivationTimeout;
        Copier = services.GetRequiredService<MessageCopier>();
        Meter = services.GetRequiredService<RuntimeMeter>();
        Meter.Watch(() => Activations.Count());
        Logger = logger;
        Filters = [.. services.GetServices<IIncomingGrainCallFilter>()];
        References = new ReferenceFactory(this);
        _hooks = [.. services.GetServices<IActivationHook>()];
    }

    public IServiceProvider Services { get; }

    public GrainClasses Classes { get; }

    public ReferenceFactory References { get; }

    public MessageCopier Copier { get; }

    public TimeSpan ResponseTimeout { get; }

    public bool CancelsOnTimeout { get; }

    public TimeSpan DeactivationTimeout { get; }

    public ImmutableArray<IIncomingGrainCallFilter> Filters { get; }

    public ILogger Logger { get; }

    public RuntimeMeter Meter { get; }

    public IEnumerable<GrainActivation> Activations =>
        _activations.Select(entry => entry.Value).Concat(_pools.SelectMany(entry => entry.Value.Activations));

    /// <summary>Hands a request to the grain's activation, making one if there is none.</summary>
    /// <returns>The activation, if later requests may be handed to it directly.</returns>
    public GrainActivation? Dispatch(GrainClass grainClass, GrainId id, Request request)
    {
        if (grainClass.Pool is { } size)
        {
            DispatchToPool(grainClass, id, size, request);
            return null;
        }
        while (true)
        {
            if (!_activations.TryGetValue(id, out var activation))
            {
                var fresh = new GrainActivation(this, grainClass, id);
                activation = _activations.GetOrAdd(id, fresh);
                if (ReferenceEquals(activation, fresh))
                {
                    // First the request, then the start: so it hears of a start that fails at once.
                    fresh.TryAccept(request);
                    fresh.Activate();
                    return fresh;
                }
            }
            if (activation.TryAccept(request))
                return activation;
            // It has just ended; its successor may take the place.
            Remove(activation);
        }
    }

    public void Remove(GrainActivation activation)
    {
        _activations.TryRemove(new(activation.GrainId, activation));
        if (_pools.TryGetValue(activation.GrainId, out var pool) && pool.Remove(activation))
            _pools.TryRemove(new(activation.GrainId, pool));
    }

    public async Task OnActivating(GrainActivation activation)
    {
        foreach (var hook in _hooks)
            await hook.OnActivating(activation);
    }

    private void DispatchToPool(GrainClass grainClass, GrainId id, int size, Request request)
    {
        while (true)
        {
            var pool = _pools.GetOrAdd(
                id, static (id, state) => new WorkerPool(state.Catalog, state.Class, id, state.Size), (Catalog: this, Class: grainClass, Size: size));
            if (pool.TryDispatch(request))
                return;
            _pools.TryRemove(new(id, pool));
        }
    }
}

/// <summary>A part of the runtime that takes part in every activation, after state was read and before the grain's own start.</summary>
internal interface IActivationHook
{
    Task OnActivating(GrainActivation activation);
}
