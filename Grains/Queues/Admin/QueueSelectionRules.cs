using System.Collections.Immutable;
using Sanctum.Errors;

namespace Sanctum.Queues;

/// <summary>What may be asked of an operation on many items.</summary>
internal static class QueueSelectionRules
{
    /// <summary>The statuses in which items are found by their author.</summary>
    public static readonly ImmutableArray<QueueItemStatus> FoundByAuthor =
        [QueueItemStatus.New, QueueItemStatus.Processing, QueueItemStatus.Error];

    /// <exception cref="InvalidRequestException">A value is out of its bounds.</exception>
    public static void Check(QueueSelection which)
    {
        if (which.Limit is < 1 or > QueueSelection.MaxItems)
            throw new InvalidRequestException("limit", $"{which.Limit} is not between 1 and {QueueSelection.MaxItems}.");
        if (which.OlderThan < TimeSpan.Zero)
            throw new InvalidRequestException("olderThan", "is below 0.");
        if (which.NewerThan <= TimeSpan.Zero)
            throw new InvalidRequestException("newerThan", "must be above 0.");
    }

    /// <exception cref="InvalidRequestException">A value is out of its bounds, or a status cannot be purged.</exception>
    public static void Check(QueuePurge purge)
    {
        Check(purge.Which);
        if (purge.Statuses.IsDefaultOrEmpty)
            throw new InvalidRequestException("statuses", "must name at least one of new, error, no_reply.");
        if (purge.Statuses.Any(status => status is not (QueueItemStatus.New or QueueItemStatus.Error or QueueItemStatus.NoReply)))
            throw new InvalidRequestException(
                "statuses", "may name new, error and no_reply; items that are processing, done or cancelled cannot be purged.");
    }

    /// <exception cref="InvalidRequestException">
    /// The author is out of bounds, or is sought in a status that has no index of authors.
    /// </exception>
    public static void Check(QueuePurge purge, QueueNarrowing narrowing)
    {
        Check(purge);
        CheckAuthor(narrowing.From);
        if (narrowing.From is not null && purge.Statuses.Contains(QueueItemStatus.NoReply))
            throw new InvalidRequestException("statuses", "may name new and error only where from is given.");
    }

    /// <exception cref="InvalidRequestException">The author is out of bounds.</exception>
    public static void CheckAuthor(string? from)
    {
        if (from is null)
            return;
        if (from.Trim('@', ' ').Length == 0)
            throw new InvalidRequestException("from", "is empty.");
        if (from.Length > NotificationRules.MaxKeyCharacters)
            throw new InvalidRequestException(
                "from", $"has {from.Length} characters; the limit is {NotificationRules.MaxKeyCharacters}.");
    }

    /// <exception cref="InvalidRequestException">Items of an author are not listed in this status.</exception>
    public static void CheckFoundByAuthor(QueueItemStatus? status)
    {
        if (status is { } one && !FoundByAuthor.Contains(one))
            throw new InvalidRequestException("status", "may be new, processing or error where from is given.");
    }
}
