using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Tools;
using Sanctum.Trust;

namespace Sanctum.Platforms.Bluesky.Tools;

/// <summary>Takes a post back.</summary>
internal sealed class DeleteBlueskyPostTool(
    BlueskyAccounts accounts, BlueskyAdapter bluesky) : ITool<DeleteBlueskyPostTool.Arguments>
{
    public string Name => "delete_bluesky_post";

    public string Platform => BlueskyAdapter.Name;

    public string Description => "Deletes one of the agent's own posts on Bluesky.";

    public ToolEffects Effects => ToolEffects.Idempotent;

    public TrustLevel? ResultTrust => TrustLevel.Operator;

    public Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken) =>
        accounts.Write(
            context,
            arguments.Account,
            BlueskyAdapter.PointsOfDelete,
            async account =>
            {
                await bluesky.DeleteAsync(account, arguments.Uri, cancellationToken);
                return "Deleted.";
            },
            cancellationToken);

    internal sealed record Arguments(
        [Description("The at:// address of the post."), StringLength(1_000, MinimumLength = 5)] string Uri,
        [Description(BlueskyAccounts.WhichAccount), StringLength(128, MinimumLength = 1)] string? Account = null);
}
