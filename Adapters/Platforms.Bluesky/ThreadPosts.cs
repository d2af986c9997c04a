using System.Text.Json;

namespace Sanctum.Platforms.Bluesky;

/// <summary>
/// The posts of a conversation (<c>app.bsky.feed.defs#threadViewPost</c>), without those that are deleted or blocked.
/// </summary>
internal static class ThreadPosts
{
    private const int MaxPosts = 200;

    /// <summary>
    /// The posts before the one that was asked for, that one, then the replies below it; null where it is not to be seen itself.
    /// </summary>
    public static PlatformThread? Flatten(JsonElement thread)
    {
        if (PostOf(thread) is not { } post)
            return null;
        var parents = new List<PostView>();
        for (var parent = thread.Member("parent"); parent is { } node && PostOf(node) is { } view; parent = node.Member("parent"))
            parents.Add(view);
        parents.Reverse();
        return new PlatformThread([.. parents.Append(post).Concat(Below(thread)).Take(MaxPosts).Select(view => view.ToPost())]);
    }

    /// <summary>The direct replies.</summary>
    public static IEnumerable<PostView> Replies(JsonElement thread) => thread.Items("replies").Select(PostOf).OfType<PostView>();

    private static IEnumerable<PostView> Below(JsonElement thread) =>
        thread.Items("replies").SelectMany(reply => PostOf(reply) is { } post ? Below(reply).Prepend(post) : []);

    private static PostView? PostOf(JsonElement node) =>
        node.Member("post") is { } post ? XrpcJson.TryRead<PostView>(post) : null;
}
