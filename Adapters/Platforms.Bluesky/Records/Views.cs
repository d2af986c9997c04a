using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Sanctum.Platforms.Bluesky;

/// <summary>Somebody as lists show them (<c>app.bsky.actor.defs#profileView</c>).</summary>
internal sealed record ActorView(
    string Did,
    string Handle,
    string? DisplayName = null,
    string? Description = null,
    long? FollowersCount = null,
    long? FollowsCount = null,
    long? PostsCount = null,
    string? CreatedAt = null,
    ActorViewer? Viewer = null,
    IReadOnlyList<LabelView>? Labels = null)
{
    private const string BotLabel = "bot";

    /// <summary>The account says of itself that it is a bot; one that does not say may be one all the same.</summary>
    public bool? IsBot => Labels?.Any(label => label.Val == BotLabel && label.Src == Did) is true ? true : null;

    public PlatformAuthor ToAuthor() => new(Did, Handle, DisplayName ?? "", IsBot);

    public PersonProfile ToProfile()
    {
        var metadata = new Dictionary<string, string?>
        {
            ["followers"] = FollowersCount?.ToString(CultureInfo.InvariantCulture),
            ["follows"] = FollowsCount?.ToString(CultureInfo.InvariantCulture),
            ["posts"] = PostsCount?.ToString(CultureInfo.InvariantCulture),
            ["created_at"] = CreatedAt,
        };
        return new PersonProfile(
            ToAuthor(), Description ?? "", metadata.Where(pair => pair.Value is not null).ToImmutableDictionary(
                pair => pair.Key, pair => pair.Value!));
    }
}

/// <summary>A label on an account or post.</summary>
internal sealed record LabelView(string Src, string Val);

/// <summary>How the logged-in account stands to somebody.</summary>
internal sealed record ActorViewer(bool BlockedBy = false, string? Blocking = null)
{
    public bool IsBlocked => BlockedBy || Blocking is not null;
}

/// <summary>A post as it is shown (<c>app.bsky.feed.defs#postView</c>).</summary>
internal sealed record PostView(
    string Uri, string Cid, ActorView Author, JsonElement Record, DateTimeOffset IndexedAt, PostViewer? Viewer = null)
{
    public StrongRef Ref => new(Uri, Cid);

    /// <summary>The first post of its conversation.</summary>
    public StrongRef Root => ReplyOf(Record)?.Root ?? Ref;

    public PlatformPost ToPost() => new(
        Uri, Author.ToAuthor(), PostText.Of(Record), IndexedAt, ReplyOf(Record)?.Parent.Uri,
        new ReplyContext(Ref, Root, IndexedAt).ToJson());

    /// <summary>What a record replies to, or null; anybody may have written it in any way.</summary>
    public static ReplyRef? ReplyOf(JsonElement record) =>
        record.Member("reply") is { } reply && RefOf(reply, "root") is { } root && RefOf(reply, "parent") is { } parent
            ? new ReplyRef(root, parent)
            : null;

    private static StrongRef? RefOf(JsonElement reply, string member) =>
        reply.Member(member) is { } found && found.Text("uri") is { } uri && found.Text("cid") is { } cid
            ? new StrongRef(uri, cid)
            : null;
}

/// <summary>How the logged-in account stands to a post.</summary>
internal sealed record PostViewer(bool ReplyDisabled = false);

/// <summary>A notification (<c>app.bsky.notification.listNotifications#notification</c>).</summary>
internal sealed record NotificationView(
    string Uri, string Cid, ActorView Author, string Reason, JsonElement Record, DateTimeOffset IndexedAt);
