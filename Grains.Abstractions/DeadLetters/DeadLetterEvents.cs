using Sanctum.Streams;

namespace Sanctum.DeadLetters;

/// <summary>An event was given up and is a dead letter.</summary>
/// <param name="LetterId">The letter.</param>
/// <param name="Queue">Its queue.</param>
/// <param name="Error">Why.</param>
[GenerateSerializer, Immutable, Alias("sanctum.dead-letter.added")]
public sealed record DeadLetterAdded(
    [property: Id(0)] Guid LetterId, [property: Id(1)] string Queue, [property: Id(2)] string Error) : EventPayload
{
    /// <inheritdoc/>
    public override string EventType => "dead-letter.added";
}
