#if EMBEDDED
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Streams;
using Sanctum.Streams;
#else
using Orleans.Providers;
#endif

namespace Sanctum.CrashTest;

/// <summary>Streams that take no events as long as somebody says so.</summary>
public static class StreamFaults
{
    /// <summary>Has publishing fail on the streams for whose name <paramref name="isBroken"/> is true.</summary>
#if EMBEDDED
    public static IServiceCollection BreakStreams(this IServiceCollection services, Func<string?, bool> isBroken)
    {
        var whole = services.Last(service => service.ServiceType == typeof(IStreamProvider) && Equals(service.ServiceKey, StreamNames.Provider));
        services.RemoveAllKeyed<IStreamProvider>(StreamNames.Provider);
        return services.AddKeyedSingleton<IStreamProvider>(
            StreamNames.Provider, (all, key) => new BreakableStreams((IStreamProvider)whole.KeyedImplementationFactory!(all, key), isBroken));
    }

    private sealed class BreakableStreams(IStreamProvider whole, Func<string?, bool> isBroken) : IStreamProvider
    {
        public string Name => whole.Name;

        public bool IsRewindable => whole.IsRewindable;

        public IAsyncStream<T> GetStream<T>(StreamId streamId) =>
            isBroken(streamId.GetNamespace()) ? throw new OrleansException("The stream is broken.") : whole.GetStream<T>(streamId);
    }
#else
    public static IServiceCollection BreakStreams(this IServiceCollection services, Func<string?, bool> isBroken) =>
        services.AddSingleton<IOutgoingGrainCallFilter>(new BrokenQueues(isBroken));

    // Its silo wants the provider itself under its name; what is published goes out from there as a call of a queue.
    private sealed class BrokenQueues(Func<string?, bool> isBroken) : IOutgoingGrainCallFilter
    {
        public Task Invoke(IOutgoingGrainCallContext context) =>
            context.MethodName == nameof(IMemoryStreamQueueGrain.Enqueue) && context.Request.GetArgument(0) is MemoryMessageData data
                && isBroken(data.StreamId.GetNamespace())
                ? throw new OrleansException("The stream is broken.")
                : context.Invoke();
    }
#endif
}
