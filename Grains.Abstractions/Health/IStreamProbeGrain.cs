using Orleans.Concurrency;
using Sanctum.Streams;

namespace Sanctum.Health;

/// <summary>Proves that streams deliver; keyed by the process that asks.</summary>
[Alias("sanctum.IStreamProbeGrain")]
public interface IStreamProbeGrain : IGrainWithStringKey
{
    /// <summary>Publishes an event to itself and waits until it arrives.</summary>
    /// <exception cref="TimeoutException">It does not arrive within <paramref name="patience"/>.</exception>
    [AlwaysInterleave, Alias("Probe")]
    Task Probe(TimeSpan patience);
}

/// <summary>A readiness check published an event to see whether it arrives.</summary>
/// <param name="ProbeId">The check.</param>
[GenerateSerializer, Immutable, Alias("sanctum.stream-probed")]
public sealed record StreamProbed([property: Id(0)] Guid ProbeId) : EventPayload
{
    /// <inheritdoc/>
    public override string EventType => "stream.probed";
}
