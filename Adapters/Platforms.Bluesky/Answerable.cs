using Sanctum.Errors;

namespace Sanctum.Platforms.Bluesky;

/// <summary>
/// Looks before a reply is written whether it can be: the server that takes the record would also take one that nobody sees.
/// </summary>
internal static class Answerable
{
    /// <summary>The post, if it can be replied to.</summary>
    /// <exception cref="DependencyException">It is deleted, its author is gone or blocks the account, or replies are closed; all
    /// permanent.</exception>
    public static async Task<PostView> Require(BlueskyClient client, string uri, CancellationToken cancellationToken)
    {
        if (await client.FindPost(uri, cancellationToken) is not { } post)
            throw Refused(await WhyNot(client, uri, cancellationToken));
        if (post.Author.Viewer is { IsBlocked: true })
            throw Refused(Blocked(post.Author));
        if (post.Viewer is { ReplyDisabled: true })
            throw Refused($"replies to {uri} are closed.");
        return post;
    }

    private static async Task<string> WhyNot(BlueskyClient client, string uri, CancellationToken cancellationToken)
    {
        if (AtUri.TryParse(uri) is not { } address)
            return $"'{uri}' is not the address of a post.";
        if (await client.FindProfile(address.Repo, cancellationToken) is not { } author)
            return $"the author of {uri} is not there any more.";
        return author.Viewer is { IsBlocked: true } ? Blocked(author) : $"the post {uri} was deleted.";
    }

    private static string Blocked(ActorView author) =>
        author.Viewer!.BlockedBy ? $"{author.Handle} blocks this account." : $"this account blocks {author.Handle}.";

    private static DependencyException Refused(string message) => new(BlueskyAdapter.Name, message, ErrorClass.Permanent);
}
