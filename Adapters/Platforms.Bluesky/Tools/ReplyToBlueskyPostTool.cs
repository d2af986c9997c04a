using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Tools;
using Sanctum.Trust;

namespace Sanctum.Platforms.Bluesky.Tools;

/// <summary>Replies to a post that the agent came across.</summary>
internal sealed class ReplyToBlueskyPostTool(
    BlueskyAccounts accounts, BlueskyClients clients, BlueskyConsent consent) : ITool<ReplyToBlueskyPostTool.Arguments>
{
    public string Name => "reply_to_bluesky_post";

    public string Platform => BlueskyAdapter.Name;

    public string Description => "Replies to a post on Bluesky; several texts make a thread. The post that this conversation " +
        "is about is answered by itself: use this for another one.";

    public ToolEffects Effects => ToolEffects.Idempotent;

    public TrustLevel? ResultTrust => TrustLevel.Operator;

    public Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken) =>
        accounts.Write(
            context,
            arguments.Account,
            BlueskyAdapter.PointsFor(arguments.Messages),
            async account =>
            {
                await consent.RequireMentioned(account, arguments.Messages, cancellationToken);
                return await consent.RequirePost(account, arguments.Uri, cancellationToken);
            },
            async (account, post) =>
            {
                var receipt = await clients.WriterFor(account).Write(
                    new NewThread(
                        context.CallId, BlueskyAccounts.TimeOf(context), arguments.Messages, new ReplyRef(post.Root, post.Ref),
                        [arguments.Lang]),
                    cancellationToken);
                return $"Replied to @{post.Author.Handle} as {receipt.PostId}.";
            },
            cancellationToken);

    internal sealed record Arguments(
        [Description("The at:// address of the post."), StringLength(1_000, MinimumLength = 5)] string Uri,
        [Description("One to four texts of at most 300 characters."), MinLength(1), MaxLength(4)] string[] Messages,
        [Description("The language, such as en-US."), StringLength(35, MinimumLength = 2)] string Lang = "en-US",
        [Description(BlueskyAccounts.WhichAccount), StringLength(128, MinimumLength = 1)] string? Account = null);
}
