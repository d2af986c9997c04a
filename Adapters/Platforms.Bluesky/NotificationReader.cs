using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Sanctum.Platforms.Bluesky;

/// <summary>
/// Reads the entries of a list of notifications one by one, newest first as the network lists them. Anybody may have written what
/// an entry holds, so one that cannot be read is reported as such and harms no other.
/// </summary>
/// <param name="did">The account's own.</param>
/// <param name="now">No entry counts as later than this, whatever it claims: the next poll would look for nothing before
/// then.</param>
internal sealed class NotificationReader(string did, DateTimeOffset now)
{
    private const int MaxIdCharacters = 256;

    private DateTimeOffset? _before;

    private DateTimeOffset Neighbour => _before ?? now;

    /// <summary>Reads the next entry of the list.</summary>
    public ListedNotification Read(JsonElement entry)
    {
        try
        {
            if (FaultOf(entry) is { } fault)
                return Unreadable(entry, fault);
            var view = entry.Deserialize<NotificationView>(XrpcJson.Options)!;
            var isDated = view.IndexedAt <= now;
            _before = isDated ? view.IndexedAt : _before;
            return new ListedNotification(
                view.Uri, isDated ? view.IndexedAt : now, isDated, ToNotification(view, isDated ? view.IndexedAt : now));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            return Unreadable(entry, exception.Message);
        }
    }

    // One that does not say when it happened stands in the list between others that do.
    private ListedNotification Unreadable(JsonElement entry, string fault)
    {
        var uri = TryText(entry, "uri");
        var kind = TryText(entry, "reason") is { } reason ? KindOf(reason) : NotificationKind.Other;
        var notification = PlatformNotification.Unreadable(
            fault, Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(entry)),
            TimeOf(entry) is { } at && at < now ? at : Neighbour, string.IsNullOrEmpty(uri) ? null : IdOf(uri), kind);
        return new ListedNotification(notification.Id, notification.OccurredAt, IsDated: false, notification);
    }

    private static string? FaultOf(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object)
            return "it is no object.";
        if (entry.Member("author") is not { ValueKind: JsonValueKind.Object } author)
            return "author is no object.";
        return MissingText(entry, "uri") ?? MissingText(entry, "cid") ?? MissingText(entry, "reason")
            ?? ((MissingText(author, "did") ?? MissingText(author, "handle")) is { } fault ? $"author.{fault}" : null)
            ?? (TimeOf(entry) is null ? "indexedAt is no time." : null)
            ?? (entry.Member("record") is not { ValueKind: JsonValueKind.Object } ? "record is no object." : null);
    }

    private static string? MissingText(JsonElement holder, string member) =>
        string.IsNullOrEmpty(holder.Text(member)) ? $"{member} is no text." : null;

    private PlatformNotification ToNotification(NotificationView view, DateTimeOffset at)
    {
        var kind = KindOf(view.Reason);
        var isPost = kind is NotificationKind.Mention or NotificationKind.Reply or NotificationKind.Quote;
        var post = new StrongRef(view.Uri, view.Cid);
        var root = isPost ? PostView.ReplyOf(view.Record)?.Root ?? post : post;
        return new PlatformNotification(
            IdOf(view.Uri), kind, view.Author.ToAuthor(), isPost ? PostText.Of(view.Record) : "", root.Uri,
            isPost ? new ReplyContext(post, root, view.IndexedAt).ToJson() : null, at,
            kind == NotificationKind.Mention || PostText.Mentions(view.Record, did), view.Author.Did == did);
    }

    private static string IdOf(string uri) =>
        uri.Length <= MaxIdCharacters ? uri : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(uri)))}";

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

    private static DateTimeOffset? TimeOf(JsonElement entry) =>
        entry.Member("indexedAt") is { ValueKind: JsonValueKind.String } at && at.TryGetDateTimeOffset(out var time)
            ? time
            : null;

    // Half of a surrogate pair is JSON but no text.
    private static string? TryText(JsonElement entry, string member)
    {
        try
        {
            return entry.Text(member);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>An entry of the list.</summary>
/// <param name="Key">By which a later poll knows it again.</param>
/// <param name="At">When it happened; never in the future.</param>
/// <param name="IsDated">Whether it says so itself, so that the next poll may start there.</param>
/// <param name="Notification">What it says, or that it cannot be read.</param>
internal sealed record ListedNotification(string Key, DateTimeOffset At, bool IsDated, PlatformNotification Notification);
