using Sanctum.Platforms;
using Sanctum.Publishing;

namespace Sanctum.Bench;

/// <summary>
/// A platform that takes every post at once. What a platform does with a post is its own machine's work, not ours; the sandbox
/// would add its rows to our database.
/// </summary>
internal sealed class SilentPlatform : IPlatformAdapter
{
    public const string Name = "silent";

    public string Platform => Name;

    public PlatformCapabilities Capabilities { get; } = new(
        32_000, TextUnit.Utf16, NeedsAccount: false, IdempotentPosts: true, Threads: true);

    public Task<PostReceipt> PostAsync(PlatformAccount account, OutboundPost post, CancellationToken cancellationToken) =>
        Task.FromResult(new PostReceipt(post.Id.ToString()));
}
