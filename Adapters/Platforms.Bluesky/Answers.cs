namespace Sanctum.Platforms.Bluesky;

/// <summary>
/// Whether the account replied to a post already, wherever the reply was written: by this Sanctum, another one, or by hand.
/// </summary>
internal static class Answers
{
    private const int MaxOwnPosts = 100;

    // The keys of posts carry the clocks of those who wrote them.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(10);

    /// <summary>The reply as Sanctum writes it, or null.</summary>
    public static Task<RecordView?> Find(BlueskyClient client, ReplyContext context, CancellationToken cancellationToken) =>
        client.FindRecord(BlueskyClient.PostCollection, ThreadWriter.KeyOfReply(context), cancellationToken);

    /// <summary>
    /// Whether there is any reply. The server that holds the account's posts knows of one before the AppView does, and for a
    /// tenth of the cost; the AppView is asked where the post is older than the account's newest posts.
    /// </summary>
    public static async Task<bool> Exist(BlueskyClient client, ReplyContext context, CancellationToken cancellationToken)
    {
        var own = await client.ListRecords(BlueskyClient.PostCollection, MaxOwnPosts, cancellationToken);
        if (own.Any(post => PostView.ReplyOf(post.Value)?.Parent.Uri == context.Parent.Uri))
            return true;
        if (own.Length < MaxOwnPosts || TimeOf(own[^1]) < context.At - ClockSkew)
            return false;
        return await Find(client, context, cancellationToken) is not null
            || (await client.FindThread(context.Parent.Uri, 0, 1, cancellationToken) is { } thread
                && ThreadPosts.Replies(thread).Any(reply => reply.Author.Did == client.Did));
    }

    private static DateTimeOffset? TimeOf(RecordView post) =>
        AtUri.TryParse(post.Uri) is { } address ? RecordKey.TimeOf(address.Key) : null;
}
