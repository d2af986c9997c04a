using System.Collections.Immutable;
using Sanctum.Errors;

namespace Sanctum.Queues;

/// <summary>Which items of a queue an operation is about. What is left out does not narrow it.</summary>
/// <param name="Class">Only items whose last error is of this class.</param>
/// <param name="OlderThan">Only items that have stood where they stand for at least this long: waiting ones since they came in,
/// ended ones since they ended.</param>
/// <param name="NewerThan">Only items that have stood there for less than this.</param>
/// <param name="Limit">At most so many, oldest first; 1 to 100,000, which is also meant when it is left out.</param>
[GenerateSerializer, Immutable, Alias("sanctum.queue-selection")]
public sealed record QueueSelection(
    [property: Id(0)] ErrorClass? Class = null,
    [property: Id(1)] TimeSpan? OlderThan = null,
    [property: Id(2)] TimeSpan? NewerThan = null,
    [property: Id(3)] int? Limit = null)
{
    /// <summary>The most items of one call.</summary>
    public const int MaxItems = 100_000;
}

/// <summary>Which items a purge ends.</summary>
/// <param name="Statuses">One or more of <see cref="QueueItemStatus.New"/>, <see cref="QueueItemStatus.Error"/> and
/// <see cref="QueueItemStatus.NoReply"/>.</param>
/// <param name="Which">Which of these.</param>
[GenerateSerializer, Immutable, Alias("sanctum.queue-purge")]
public sealed record QueuePurge(
    [property: Id(0)] ImmutableArray<QueueItemStatus> Statuses, [property: Id(1)] QueueSelection Which);
