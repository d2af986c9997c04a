using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Tools;
using Sanctum.Trust;

namespace Sanctum.Platforms.Bluesky.Tools;

/// <summary>Likes or reposts.</summary>
internal sealed class ReactToBlueskyPostTool(
    BlueskyAccounts accounts, BlueskyClients clients, BlueskyConsent consent, TimeProvider clock)
    : ITool<ReactToBlueskyPostTool.Arguments>
{
    public string Name => "react_to_bluesky_post";

    public string Platform => BlueskyAdapter.Name;

    public string Description => "Likes a post on Bluesky, or reposts it.";

    public ToolEffects Effects => ToolEffects.Idempotent;

    public TrustLevel? ResultTrust => TrustLevel.Operator;

    public Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken) =>
        accounts.Write(
            context,
            arguments.Account,
            BlueskyAdapter.PointsOfCreate,
            account => consent.RequirePost(account, arguments.Uri, cancellationToken),
            async (account, post) =>
            {
                var collection = arguments.Reaction == Reaction.Like ? "app.bsky.feed.like" : "app.bsky.feed.repost";
                var record = SubjectRecord.Of(collection, post.Ref, clock.GetUtcNow());
                await clients.For(account).PutNew(collection, BlueskyAccounts.KeyOf(context), record, cancellationToken);
                return $"Done: {arguments.Reaction.ToString().ToLowerInvariant()} of {arguments.Uri}.";
            },
            cancellationToken);

    internal enum Reaction
    {
        /// <summary>Likes it.</summary>
        Like,

        /// <summary>Passes it on.</summary>
        Repost,
    }

    internal sealed record Arguments(
        [Description("The at:// address of the post."), StringLength(1_000, MinimumLength = 5)] string Uri,
        [Description("What to do.")] Reaction Reaction,
        [Description(BlueskyAccounts.WhichAccount), StringLength(128, MinimumLength = 1)] string? Account = null);
}
