using System.Collections.Immutable;

namespace Sanctum.Queues;

/// <summary>What was done about something wrong.</summary>
public enum RepairAction
{
    /// <summary>The row is as it should be.</summary>
    Mended,

    /// <summary>It cannot be mended; the item is in error, with the reason.</summary>
    MovedToError,

    /// <summary>It cannot be mended and hinders nothing; the item stays as it is.</summary>
    Reported,
}

/// <summary>What a look through a part of a queue found.</summary>
/// <param name="IsDryRun">Whether it only looked; then the numbers say what would be done.</param>
/// <param name="Scanned">Items looked at.</param>
/// <param name="Corrupted">Items with something wrong.</param>
/// <param name="Repaired">Things mended.</param>
/// <param name="Moved">Items moved to error.</param>
/// <param name="Findings">Each thing that is wrong; at most 1,000.</param>
/// <param name="Next">Pass it as <c>after</c> to go on; null at the end.</param>
[GenerateSerializer, Immutable, Alias("sanctum.queue-repair-report")]
public sealed record QueueRepairReport(
    [property: Id(0)] bool IsDryRun,
    [property: Id(1)] long Scanned,
    [property: Id(2)] long Corrupted,
    [property: Id(3)] long Repaired,
    [property: Id(4)] long Moved,
    [property: Id(5)] ImmutableArray<RepairFinding> Findings,
    [property: Id(6)] Guid? Next);

/// <summary>One thing that is wrong.</summary>
/// <param name="ItemId">The item; of a session's finding, the first item that it was seen at.</param>
/// <param name="SessionId">Its conversation.</param>
/// <param name="Problem">A stable name, such as <c>orphaned_lease</c>.</param>
/// <param name="Message">What is wrong, in a sentence.</param>
/// <param name="Action">What was done, or would be.</param>
[GenerateSerializer, Immutable, Alias("sanctum.repair-finding")]
public sealed record RepairFinding(
    [property: Id(0)] Guid ItemId,
    [property: Id(1)] string SessionId,
    [property: Id(2)] string Problem,
    [property: Id(3)] string Message,
    [property: Id(4)] RepairAction Action);
