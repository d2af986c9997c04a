using Sanctum.Streams;

namespace Sanctum.Queues;

/// <summary>A wake-up: the agent's queue has an item that is ready.</summary>
/// <param name="QueueKey">Grain key of the queue.</param>
[GenerateSerializer, Immutable, Alias("sanctum.work-offered")]
public sealed record WorkOffered([property: Id(0)] string QueueKey) : EventPayload
{
    /// <inheritdoc/>
    public override string EventType => "queue.work-offered";
}
