using System.Collections.Immutable;
using System.Text.Json;
using Sanctum.Errors;
using Sanctum.Publishing;
using Sanctum.Turns;

namespace Sanctum.Platforms.Bluesky;

/// <summary>
/// Agents on Bluesky, or on any other network of the AT Protocol that speaks its <c>app.bsky</c> methods. A reply's record key
/// follows from the post that it answers, so that whatever is lost or repeated here, a post is answered once.
/// </summary>
internal sealed class BlueskyAdapter(BlueskySessions sessions, BlueskyClients clients, TimeProvider time)
    : IAuthenticatedPlatform, IPolledPlatform, IRatedPlatform, IThreadReader, IPostSearch, IProfileReader, IPostRemoval
{
    public const string Name = "bluesky";

    /// <summary>What a new record costs.</summary>
    public const int PointsOfCreate = 3;

    /// <summary>What deleting a record costs.</summary>
    public const int PointsOfDelete = 1;

    private const int ParentHeight = 40;
    private const int ReplyDepth = 10;

    public string Platform => Name;

    public PlatformCapabilities Capabilities { get; } = new(
        PostLimit.Post.Graphemes, TextUnit.Graphemes, IdempotentPosts: true, Threads: true, Media: true, Deletes: true);

    public string SettingsSchema => BlueskySettings.Schema;

    public ImmutableArray<string> CredentialNames { get; } = [BlueskySessions.Identifier, BlueskySessions.Password];

    /// <summary>https://docs.bsky.app/docs/advanced-guides/rate-limits.</summary>
    public ImmutableArray<RateWindow> RateWindows { get; } =
        [new(TimeSpan.FromHours(1), 5_000), new(TimeSpan.FromDays(1), 35_000)];

    public int PointsFor(OutboundPost post) => PointsFor([post.Text]);

    public int PointsForDelete => PointsOfDelete;

    /// <summary>What texts cost, one post each, or more for one that is too long.</summary>
    public static int PointsFor(IEnumerable<string> texts) =>
        PointsOfCreate * Math.Max(1, texts.Sum(text => PostSplitter.Split(text, PostLimit.Post).Count));

    public IEnumerable<FieldError> Validate(JsonElement settings)
    {
        if (settings.Text("service") is { } service
            && !(Uri.TryCreate(service, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", UserInfo: "" }))
            yield return new FieldError("service", "must be an http or https address without credentials.");
    }

    public Task<PlatformSession> LogInAsync(
        PlatformCredentials credentials, JsonElement settings, CancellationToken cancellationToken) =>
        sessions.LogIn(credentials, BlueskySettings.Of(settings).Service, cancellationToken);

    public Task<PlatformSession> RefreshAsync(
        PlatformSession session, JsonElement settings, CancellationToken cancellationToken) =>
        sessions.Refresh(session, cancellationToken);

    public Task<NotificationPage> PollAsync(
        PlatformAccount account, string? cursor, DateTimeOffset since, CancellationToken cancellationToken) =>
        clients.PollerFor(account).Poll(cursor, since, time.GetUtcNow(), cancellationToken);

    public Task MarkSeenAsync(PlatformAccount account, string cursor, CancellationToken cancellationToken) =>
        PollCursor.Parse(cursor) is { } read
            ? clients.For(account).UpdateSeen(read.Newest, cancellationToken)
            : Task.CompletedTask;

    public async Task<PostReceipt> PostAsync(PlatformAccount account, OutboundPost post, CancellationToken cancellationToken)
    {
        var languages = BlueskySettings.Of(account.Settings).Languages ?? [];
        var writer = clients.WriterFor(account);
        if (post.ReplyContext is null)
            return await writer.Write(
                new NewThread(post.IdempotencyKey, Timestamp.Of(post.Id), [post.Text], null, languages), cancellationToken);

        var context = ReplyContext.Parse(post.ReplyContext);
        try
        {
            await Answerable.Require(clients.For(account), context.Parent.Uri, cancellationToken);
        }
        catch (DependencyException refusal) when (refusal.Class == ErrorClass.Permanent)
        {
            // It may have been answered before it went.
            if (await Answers.Find(clients.For(account), context, cancellationToken) is { } answer)
                return new PostReceipt(answer.Uri);
            throw;
        }
        return await writer.Write(
            new NewThread(ThreadWriter.CauseOfReply(context), context.At, [post.Text], context.Ref, languages),
            cancellationToken);
    }

    public Task<bool> HasAnsweredAsync(PlatformAccount account, Notification notification, CancellationToken cancellationToken) =>
        notification.ReplyContext is { } context
            ? Answers.Exist(clients.For(account), ReplyContext.Parse(context), cancellationToken)
            : Task.FromResult(false);

    public async Task<PlatformThread?> ReadThreadAsync(
        PlatformAccount account, string postId, CancellationToken cancellationToken) =>
        await clients.For(account).FindThread(postId, ParentHeight, ReplyDepth, cancellationToken) is { } thread
            ? ThreadPosts.Flatten(thread)
            : null;

    public async Task<ImmutableArray<PlatformPost>> SearchAsync(
        PlatformAccount account, PostQuery query, CancellationToken cancellationToken) =>
        [.. (await clients.For(account).Search(query, cancellationToken)).Select(post => post.ToPost())];

    public async Task<PersonProfile?> ReadProfileAsync(
        PlatformAccount account, string handleOrId, CancellationToken cancellationToken) =>
        (await clients.For(account).FindProfile(handleOrId.TrimStart('@'), cancellationToken))?.ToProfile();

    public Task DeleteAsync(PlatformAccount account, string postId, CancellationToken cancellationToken) =>
        AtUri.TryParse(postId) is { } uri && uri.Repo == account.RequireSession().Subject
            ? clients.For(account).DeleteRecord(uri.Collection, uri.Key, cancellationToken)
            : throw new InvalidRequestException("postId", "is not the address of a record of this account.");
}
