using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Streams;
using Sanctum.Streams;

namespace Sanctum.CrashTest;

/// <summary>Streams that take no events as long as somebody says so.</summary>
public static class StreamFaults
{
    /// <summary>Has publishing fail on the streams for whose name <paramref name="isBroken"/> is true.</summary>
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
}
