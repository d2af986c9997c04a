using System.Security.Cryptography;
using System.Text;

namespace Sanctum.Platforms.Bluesky;

/// <summary>
/// Reads notifications since the last poll. The network lists them newest first by the time that each post claims, so one that arrives
/// late stands behind some that were read: a poll looks a little behind the newest one it knows, and once a minute a good deal.
/// </summary>
internal sealed class NotificationPoller(BlueskyClient client, BlueskyOptions options)
{
    private const int LeastPageSize = 80;
    private const int MostPageSize = 100;
    private const int MostPages = 100;
    private const int MostNotifications = 1_000;
    private const int MostIdCharacters = 256;
    private static readonly TimeSpan ShortLookBack = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenLongLooks = TimeSpan.FromMinutes(1);

    public async Task<NotificationPage> Poll(string? cursor, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var last = PollCursor.Parse(cursor) ?? new PollCursor(since, now, "");
        var isLongLook = now - last.LongLookAt >= BetweenLongLooks;
        var floor = Later(since, last.Newest - (isLongLook ? options.LookBack : ShortLookBack));

        var found = await ReadDownTo(floor, cancellationToken);
        var fresh = found.Where(view => !last.HasSeen(view.Uri)).ToList();
        var taken = fresh.Take(MostNotifications).ToList();
        var hasMore = taken.Count < fresh.Count;
        var newest = taken.Count == 0 ? last.Newest : Later(last.Newest, taken.Max(view => view.IndexedAt));
        var next = last.Advance(newest, isLongLook ? now : last.LongLookAt, taken.Select(view => view.Uri));
        return new NotificationPage([.. taken.Select(ToNotification)], next.ToString(), hasMore);
    }

    /// <summary>Everything that is not older than <paramref name="floor"/>, oldest first.</summary>
    private async Task<List<NotificationView>> ReadDownTo(DateTimeOffset floor, CancellationToken cancellationToken)
    {
        // Of two notifications with the same time at the end of a page the AppView gives one and goes on behind both: so the pages of
        // the next look end elsewhere.
        var pageSize = Random.Shared.Next(LeastPageSize, MostPageSize + 1);
        var found = new List<NotificationView>();
        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await client.ListNotifications(cursor, pageSize, cancellationToken);
            found.AddRange(answer.Notifications.Where(view => view.IndexedAt >= floor));
            cursor = answer.Cursor;
            // A page may be empty and not the last: what the account does not want to see is left out of it.
            if (cursor is null || answer.Notifications is [.., var oldest] && oldest.IndexedAt < floor)
                break;
        }
        // A page that moved while it was read brings some twice.
        return [.. found.DistinctBy(view => view.Uri).OrderBy(view => view.IndexedAt)];
    }

    private PlatformNotification ToNotification(NotificationView view)
    {
        var kind = KindOf(view.Reason);
        var isPost = kind is NotificationKind.Mention or NotificationKind.Reply or NotificationKind.Quote;
        var post = new StrongRef(view.Uri, view.Cid);
        var root = isPost ? PostView.ReplyOf(view.Record)?.Root ?? post : post;
        return new PlatformNotification(
            IdOf(view.Uri), kind, view.Author.ToAuthor(), isPost ? PostText.Of(view.Record) : "", root.Uri,
            isPost ? new ReplyContext(post, root, view.IndexedAt).ToJson() : null, view.IndexedAt,
            kind == NotificationKind.Mention || PostText.Mentions(view.Record, client.Did), view.Author.Did == client.Did);
    }

    private static string IdOf(string uri) => uri.Length <= MostIdCharacters ? uri : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(uri)))}";

    private static NotificationKind KindOf(string reason) => reason switch
    {
        "mention" => NotificationKind.Mention,
        "reply" => NotificationKind.Reply,
        "quote" => NotificationKind.Quote,
        "follow" => NotificationKind.Follow,
        "like" or "like-via-repost" => NotificationKind.Like,
        "repost" or "repost-via-repost" => NotificationKind.Repost,
        _ => NotificationKind.Other,
    };

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
