using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sanctum.Platforms.Bluesky;

/// <summary>
/// The methods that an account uses, called in its name at the server that holds it, which passes on what is the AppView's.
/// </summary>
internal sealed class BlueskyClient(XrpcClient xrpc, IdentityResolver identities, PlatformSession session)
{
    public const string PostCollection = "app.bsky.feed.post";
    private const string RecordNotFound = "RecordNotFound";
    private const string InvalidSwap = "InvalidSwap";
    private readonly Uri _server = BlueskySessions.ServerOf(session);

    /// <summary>The account's own DID.</summary>
    public string Did => session.Subject;

    /// <summary>
    /// A page of notifications, newest first, from everybody: left to the account's own preference, which people set by a switch
    /// in their app and the official AppView at times by itself, it may be of followed people alone.
    /// </summary>
    public async Task<NotificationsPage> ListNotifications(string? cursor, int limit, CancellationToken ct) =>
        (await Query("app.bsky.notification.listNotifications", ct, ("priority", "false"), ("limit", Text(limit)),
            ("cursor", cursor))).Read<NotificationsPage>();

    /// <summary>Tells that everything up to a time was seen.</summary>
    public async Task UpdateSeen(DateTimeOffset seenAt, CancellationToken ct) =>
        (await Procedure("app.bsky.notification.updateSeen", new { seenAt = Timestamp.Of(seenAt) }, ct)).ThrowIfRefused();

    /// <summary>A post, or null where it is deleted or between people who block each other.</summary>
    public async Task<PostView?> FindPost(string uri, CancellationToken ct) =>
        (await QueryOthers("app.bsky.feed.getPosts", ct, ("uris", uri))).Read<PostsPage>().Read().FirstOrDefault();

    /// <summary>The conversation around a post as the AppView shapes it, or null where the post is not to be seen.</summary>
    public async Task<JsonElement?> FindThread(string uri, int parentHeight, int depth, CancellationToken ct)
    {
        var answer = await QueryOthers(
            "app.bsky.feed.getPostThread", ct, ("uri", uri), ("parentHeight", Text(parentHeight)), ("depth", Text(depth)));
        return answer.Error == "NotFound" ? null : answer.Read<ThreadPage>().Thread;
    }

    /// <summary>Posts that fit a query.</summary>
    public async Task<ImmutableArray<PostView>> Search(PostQuery query, CancellationToken ct)
    {
        var sort = query.Order == PostOrder.Top ? "top" : "latest";
        var answer = await QueryOthers(
            "app.bsky.feed.searchPosts", ct, ("q", query.Text), ("author", query.Author), ("sort", sort),
            ("limit", Text(query.Limit)));
        return answer.Read<PostsPage>().Read();
    }

    /// <summary>The latest posts of somebody, without replies.</summary>
    public async Task<ImmutableArray<PostView>> PostsOf(string actor, int limit, CancellationToken ct)
    {
        var answer = await QueryOthers(
            "app.bsky.feed.getAuthorFeed", ct, ("actor", actor), ("limit", Text(limit)), ("filter", "posts_no_replies"));
        return [.. XrpcJson.Readable<FeedItem>(answer.Read<FeedPage>().Feed).Select(item => item.Post)];
    }

    /// <summary>Somebody by handle or DID, or null if there is nobody.</summary>
    public async Task<ActorView?> FindProfile(string actor, CancellationToken ct)
    {
        var answer = await Query("app.bsky.actor.getProfile", ct, ("actor", actor));
        return answer is { Status: 400, Error: "InvalidRequest" } || answer.IsAccountGone && actor != Did
            ? null
            : answer.Read<ActorView>();
    }

    /// <summary>The DID behind a handle, or null.</summary>
    public Task<string?> ResolveHandle(string handle, CancellationToken ct) =>
        identities.AskService(_server, handle, session.AccessToken, ct);

    /// <summary>Writes a record where there is none yet.</summary>
    /// <returns>Null if there is another record already.</returns>
    public async Task<WrittenRecord?> PutNew(string collection, string key, JsonObject record, CancellationToken ct)
    {
        var input = new JsonObject
        {
            ["repo"] = Did,
            ["collection"] = collection,
            ["rkey"] = key,
            ["record"] = record,
            // Null, which is not the same as absent: only if there is no record.
            ["swapRecord"] = null,
        };
        var answer = await Procedure("com.atproto.repo.putRecord", input, ct);
        return answer.Error == InvalidSwap ? null : new WrittenRecord(answer.Read<StrongRef>(), answer.Rate);
    }

    /// <summary>One of the account's own records, or null.</summary>
    public async Task<RecordView?> FindRecord(string collection, string key, CancellationToken ct)
    {
        var answer = await Query("com.atproto.repo.getRecord", ct, ("repo", Did), ("collection", collection), ("rkey", key));
        return answer.Error == RecordNotFound ? null : answer.Read<RecordView>();
    }

    /// <summary>The account's own newest records, newest first.</summary>
    public async Task<ImmutableArray<RecordView>> ListRecords(string collection, int limit, CancellationToken ct)
    {
        var answer = await Query(
            "com.atproto.repo.listRecords", ct, ("repo", Did), ("collection", collection), ("limit", Text(limit)));
        return XrpcJson.Readable<RecordView>(answer.Read<RecordsPage>().Records);
    }

    /// <summary>Deletes one of the account's own records; one that is not there is no error.</summary>
    public async Task DeleteRecord(string collection, string key, CancellationToken ct) =>
        (await Procedure("com.atproto.repo.deleteRecord", new { repo = Did, collection, rkey = key }, ct)).ThrowIfRefused();

    /// <summary>Uploads a file that a record is going to refer to.</summary>
    /// <returns>The blob, as the record must hold it.</returns>
    public async Task<JsonElement> UploadBlob(ReadOnlyMemory<byte> content, string mediaType, CancellationToken ct)
    {
        using var body = new ReadOnlyMemoryContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return (await Procedure("com.atproto.repo.uploadBlob", body, ct)).Read<UploadedBlob>().Blob;
    }

    // What it says of an account that is gone is not of the caller's.
    private async Task<XrpcAnswer> QueryOthers(
        string method, CancellationToken ct, params IEnumerable<(string Name, string? Value)> parameters) =>
        await Query(method, ct, parameters) with { IsAboutOthers = true };

    private Task<XrpcAnswer> Query(
        string method, CancellationToken ct, params IEnumerable<(string Name, string? Value)> parameters) =>
        xrpc.Query(_server, method, parameters.Where(pair => pair.Value is not null)
            .Select(pair => KeyValuePair.Create(pair.Name, pair.Value!)), session.AccessToken, ct);

    private Task<XrpcAnswer> Procedure(string method, object input, CancellationToken ct) =>
        xrpc.Procedure(_server, method, input, session.AccessToken, ct);

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private sealed record PostsPage(ImmutableArray<JsonElement> Posts)
    {
        public ImmutableArray<PostView> Read() => XrpcJson.Readable<PostView>(Posts);
    }

    private sealed record FeedPage(ImmutableArray<JsonElement> Feed);

    private sealed record FeedItem(PostView Post);

    private sealed record ThreadPage(JsonElement Thread);

    private sealed record RecordsPage(ImmutableArray<JsonElement> Records);

    private sealed record UploadedBlob(JsonElement Blob);
}

/// <summary>A page of notifications, newest first, as they were sent; see <see cref="NotificationReader"/>.</summary>
internal sealed record NotificationsPage(ImmutableArray<JsonElement> Notifications, string? Cursor = null);

/// <summary>A record that was written, and what is left of the account's allowance.</summary>
internal sealed record WrittenRecord(StrongRef Ref, RateAllowance? Rate);

/// <summary>A record as it is stored.</summary>
internal sealed record RecordView(string Uri, string Cid, JsonElement Value)
{
    public StrongRef Ref => new(Uri, Cid);
}
