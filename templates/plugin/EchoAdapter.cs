using Sanctum.Platforms;
using Sanctum.Publishing;

namespace Echo;

/// <summary>A platform that takes every post and says so; put yours in its place.</summary>
public sealed class EchoAdapter(EchoPlugin plugin) : IPlatformAdapter
{
    public string Platform => "echo";

    public PlatformCapabilities Capabilities { get; } = new(
        LongestText: 10_000, TextUnit.Utf16, NeedsAccount: false, IdempotentPosts: true);

    public Task<PostReceipt> PostAsync(PlatformAccount account, OutboundPost post, CancellationToken cancellationToken) =>
        Task.FromResult(new PostReceipt($"{plugin.Prefix}{post.Text}"));
}
