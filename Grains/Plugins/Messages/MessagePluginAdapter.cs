using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Publishing;

namespace Sanctum.Plugins.Messages;

/// <summary>The platform of an <see cref="IMessagePlugin"/>: a post is a call of its message handler.</summary>
[AddedAtRunTime]
internal sealed class MessagePluginAdapter(string platform, MessageHandler handler) : IPlatformAdapter
{
    private const int MaxTextCharacters = 32_000;

    public string Platform => platform;

    public PlatformCapabilities Capabilities { get; } = new(MaxTextCharacters, TextUnit.Utf16, Threads: true);

    public async Task<PostReceipt> PostAsync(PlatformAccount account, OutboundPost post, CancellationToken cancellationToken)
    {
        var address = ReplyAddress.Of(post.ReplyContext)
            ?? throw new DependencyException(
                platform, "the post is not a reply to a message of this platform.", ErrorClass.Permanent, isRefusal: true);
        await handler(post.Text, address.Profile, address.MessageId, cancellationToken);
        return new PostReceipt(post.IdempotencyKey);
    }
}
