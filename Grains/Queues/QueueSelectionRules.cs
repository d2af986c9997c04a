using Sanctum.Errors;

namespace Sanctum.Queues;

/// <summary>What may be asked of an operation on many items.</summary>
internal static class QueueSelectionRules
{
    /// <exception cref="InvalidRequestException">A value is out of its bounds.</exception>
    public static void Check(QueueSelection which)
    {
        if (which.Limit is < 1 or > QueueSelection.MostItems)
            throw new InvalidRequestException("limit", $"{which.Limit} is not between 1 and {QueueSelection.MostItems}.");
        if (which.OlderThan < TimeSpan.Zero)
            throw new InvalidRequestException("olderThan", "is below 0.");
        if (which.NewerThan <= TimeSpan.Zero)
            throw new InvalidRequestException("newerThan", "is not above 0.");
    }

    /// <exception cref="InvalidRequestException">A value is out of its bounds, or a status cannot be purged.</exception>
    public static void Check(QueuePurge purge)
    {
        Check(purge.Which);
        if (purge.Statuses.IsDefaultOrEmpty)
            throw new InvalidRequestException("statuses", "must name at least one of new, error, no_reply.");
        if (purge.Statuses.Any(status => status is not (QueueItemStatus.New or QueueItemStatus.Error or QueueItemStatus.NoReply)))
            throw new InvalidRequestException("statuses", "may name new, error and no_reply; what runs, is answered or was cancelled cannot be purged.");
    }
}
