using Orleans.Concurrency;
using Sanctum.Calls;

namespace Sanctum.Queues;

/// <summary>
/// Equal messages of one sender, numbered: their notification ids are a series' name and <see cref="SeriesItem.Number"/> in eight
/// digits. A caller that must distinguish a repeat from a new message looks for the latest one, and joins it or takes the next
/// number; of two who take the same number the queue takes in one. Keyed by tenant and any name.
/// </summary>
[Alias("sanctum.IMessageSeriesWorker")]
public interface IMessageSeriesWorker : IGrainWithStringKey
{
    /// <summary>The latest message of a series, from its row; null if there is none.</summary>
    /// <param name="agent">The agent that it was sent to.</param>
    /// <param name="series">The series' name, at most 200 characters.</param>
    [AlwaysInterleave, Idempotent, Alias("FindLatest")]
    Task<SeriesItem?> FindLatest(string agent, string series);
}

/// <summary>A message of a series.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="ItemId">Its queue item.</param>
/// <param name="SessionId">Its conversation.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="StopReason">How its turn ended, or null.</param>
/// <param name="EndedAgo">How long ago that was; null while it is open.</param>
[GenerateSerializer, Immutable, Alias("sanctum.series-item")]
public sealed record SeriesItem(
    [property: Id(0)] int Number,
    [property: Id(1)] Guid ItemId,
    [property: Id(2)] string SessionId,
    [property: Id(3)] QueueItemStatus Status,
    [property: Id(4)] string? StopReason,
    [property: Id(5)] TimeSpan? EndedAgo);
