using System.Diagnostics;
using Orleans.Streams;

namespace Sanctum.Streams;

/// <summary>Publishes events in their envelope.</summary>
internal static class EventStreams
{
    /// <summary>The stream <paramref name="name"/> of the grain <paramref name="key"/>.</summary>
    public static IAsyncStream<EventEnvelope> Of(this IStreamProvider provider, string name, string key) =>
        provider.GetStream<EventEnvelope>(StreamId.Create(name, key));

    /// <summary>Publishes <paramref name="payload"/> about the grain <paramref name="key"/> on the stream <paramref name="name"/>.</summary>
    public static Task Publish(this IStreamProvider provider, string name, string key, EventPayload payload, long? seq = null)
    {
        var tenant = key[..key.IndexOf('/', StringComparison.Ordinal)];
        var envelope = new EventEnvelope(
            Guid.CreateVersion7(), payload.EventType, payload.SchemaVersion, tenant, key, seq,
            DateTimeOffset.UtcNow, Activity.Current?.Id, payload);
        return provider.Of(name, key).OnNextAsync(envelope);
    }
}
