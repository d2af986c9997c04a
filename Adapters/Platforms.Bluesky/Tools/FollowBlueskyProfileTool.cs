using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Errors;
using Sanctum.Tools;
using Sanctum.Trust;

namespace Sanctum.Platforms.Bluesky.Tools;

/// <summary>Follows somebody.</summary>
internal sealed class FollowBlueskyProfileTool(
    BlueskyAccounts accounts, BlueskyClients clients, BlueskyConsent consent, TimeProvider clock)
    : ITool<FollowBlueskyProfileTool.Arguments>
{
    public string Name => "follow_bluesky_profile";

    public string Platform => BlueskyAdapter.Name;

    public string Description => "Follows somebody on Bluesky.";

    public ToolEffects Effects => ToolEffects.Idempotent;

    public TrustLevel? ResultTrust => TrustLevel.Operator;

    public Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken) =>
        accounts.Write(
            context,
            arguments.Account,
            BlueskyAdapter.PointsOfCreate,
            async account =>
            {
                var person = await clients.For(account).FindProfile(arguments.Handle.TrimStart('@'), cancellationToken)
                    ?? throw new NotFoundException("Bluesky profile", arguments.Handle);
                await consent.Require(account, person.ToAuthor(), cancellationToken);
                return person;
            },
            async (account, person) =>
            {
                const string Collection = "app.bsky.graph.follow";
                var record = SubjectRecord.Of(Collection, person.Did, clock.GetUtcNow());
                await clients.For(account).PutNew(Collection, BlueskyAccounts.KeyOf(context), record, cancellationToken);
                return $"Following @{person.Handle}.";
            },
            cancellationToken);

    internal sealed record Arguments(
        [Description("The handle, or the DID."), StringLength(253, MinimumLength = 3)] string Handle,
        [Description(BlueskyAccounts.WhichAccount), StringLength(128, MinimumLength = 1)] string? Account = null);
}
