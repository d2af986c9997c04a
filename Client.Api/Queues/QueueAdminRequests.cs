using Sanctum.Edge;
using Sanctum.Errors;

namespace Sanctum.Queues;

/// <summary>Which items in error are offered again; what is left out does not narrow it.</summary>
/// <param name="Class">Only those whose last error is of this class.</param>
/// <param name="OlderThan">Only those in error for at least this long, such as <c>2h</c>.</param>
/// <param name="NewerThan">Only those in error for less than this.</param>
/// <param name="Limit">At most so many, oldest first; 1 to 100,000.</param>
/// <param name="From">Only those of this author: a handle, with or without @, in any case.</param>
/// <param name="DryRun">Only count.</param>
internal sealed record ReplayRequest(
    ErrorClass? Class = null, string? OlderThan = null, string? NewerThan = null, int? Limit = null,
    string? From = null, bool DryRun = false)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3_650);

    public QueueSelection ToSelection() => new(Class, Parse("olderThan", OlderThan), Parse("newerThan", NewerThan), Limit);

    private static TimeSpan? Parse(string field, string? text) => text is null ? null : Durations.Parse(field, text, Longest);
}

/// <summary>Which items are ended.</summary>
/// <param name="Statuses">One or more of <c>new</c>, <c>error</c>, <c>no_reply</c>.</param>
/// <param name="Class">Only those whose last error is of this class.</param>
/// <param name="OlderThan">Only those that have stood there for at least this long, such as <c>7d</c>.</param>
/// <param name="NewerThan">Only those that have stood there for less than this.</param>
/// <param name="Limit">At most so many, oldest first; 1 to 100,000.</param>
/// <param name="Confirm">Must be true unless it is a dry run: what is purged gets no answer.</param>
/// <param name="From">Only those of this author: a handle, with or without @, in any case; not for <c>no_reply</c>.</param>
/// <param name="DryRun">Only count.</param>
internal sealed record PurgeRequest(
    string[]? Statuses = null, ErrorClass? Class = null, string? OlderThan = null, string? NewerThan = null, int? Limit = null,
    bool Confirm = false, string? From = null, bool DryRun = false)
{
    public QueuePurge ToPurge()
    {
        if (!Confirm && !DryRun)
            throw new InvalidRequestException("confirm", "must be true: purged items get no reply.");
        return new QueuePurge(
            [.. (Statuses ?? []).Select(status => StateName.Parse<QueueItemStatus>("statuses", status))],
            new ReplayRequest(Class, OlderThan, NewerThan, Limit).ToSelection());
    }
}

/// <summary>How many items were ended.</summary>
/// <param name="Purged">How many were ended, or would be.</param>
/// <param name="IsDryRun">Whether they were only counted.</param>
internal sealed record PurgeResult(long Purged, bool IsDryRun = false);

/// <summary>How many items are offered again.</summary>
/// <param name="Replayed">How many are offered again, or would be.</param>
/// <param name="IsDryRun">Whether they were only counted.</param>
internal sealed record ReplayResult(long Replayed, bool IsDryRun = false);
