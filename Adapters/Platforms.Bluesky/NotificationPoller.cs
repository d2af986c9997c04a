using System.Diagnostics.CodeAnalysis;

namespace Sanctum.Platforms.Bluesky;

/// <summary>
/// Reads notifications since the last poll. The network lists them newest first by the time that each post claims, so one that
/// arrives late stands behind some that were read: a poll looks a little behind the newest one it knows, and once a minute a good
/// deal.
/// </summary>
internal sealed class NotificationPoller(BlueskyClient client, BlueskyOptions options)
{
    private const int MinPageSize = 80;
    private const int MaxPageSize = 100;
    private const int MaxPages = 100;
    private const int MaxNotifications = 1_000;
    private static readonly TimeSpan ShortLookBack = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenLongLooks = TimeSpan.FromMinutes(1);

    public async Task<NotificationPage> Poll(
        string? cursor, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var last = PollCursor.Parse(cursor) ?? new PollCursor(since, now, "");
        var isLongLook = now - last.LongLookAt >= BetweenLongLooks;
        var floor = Later(since, last.Newest - (isLongLook ? options.LookBack : ShortLookBack));

        var found = await ReadDownTo(floor, now, cancellationToken);
        var fresh = found.Where(listed => !last.HasSeen(listed.Key)).ToList();
        var taken = fresh.Take(MaxNotifications).ToList();
        var hasMore = taken.Count < fresh.Count;
        var newest = taken.Where(listed => listed.IsDated).Select(listed => listed.At).Append(last.Newest).Max();
        var next = last.Advance(newest, isLongLook ? now : last.LongLookAt, taken.Select(listed => listed.Key));
        return new NotificationPage([.. taken.Select(listed => listed.Notification)], next.ToString(), hasMore);
    }

    /// <summary>Everything that is not older than <paramref name="floor"/>, oldest first.</summary>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "Any other page size does.")]
    private async Task<List<ListedNotification>> ReadDownTo(
        DateTimeOffset floor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Of two notifications with the same time at the end of a page the AppView gives one and continues behind both: so the
        // pages of the next look end elsewhere.
        var pageSize = Random.Shared.Next(MinPageSize, MaxPageSize + 1);
        var reader = new NotificationReader(client.Did, now);
        var found = new List<ListedNotification>();
        string? cursor = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var answer = await client.ListNotifications(cursor, pageSize, cancellationToken);
            var listed = answer.Notifications.Select(reader.Read).ToList();
            found.AddRange(listed.Where(one => one.At >= floor));
            cursor = answer.Cursor;
            // A page may be empty and not the last: what the account does not want to see is left out of it.
            if (cursor is null || listed is [.., var oldest] && oldest.At < floor)
                break;
        }
        // A page that moved while it was read brings some twice.
        return [.. found.DistinctBy(listed => listed.Key).OrderBy(listed => listed.At)];
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
