using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Platforms.Accounts;
using Sanctum.Platforms.Bluesky;
using Sanctum.Publishing;

namespace Sanctum.Tools.Bluesky;

/// <summary>Lets an agent's tools act on Bluesky as the agent's own account there.</summary>
internal sealed class BlueskyAccounts(AccountStore accounts, PlatformAccess access, IGrainFactory grains)
{
    /// <summary>Makes a call as the account of the agent; of several, the first by name.</summary>
    /// <exception cref="NotFoundException">The agent has no account on Bluesky.</exception>
    public async Task<T> Use<T>(ToolContext context, Func<PlatformAccount, Task<T>> call, CancellationToken cancellationToken) =>
        await access.Use(await Find(context, cancellationToken), call);

    /// <summary>The same for a call that writes, which costs some of the account's allowance.</summary>
    /// <exception cref="NotFoundException">The agent has no account on Bluesky.</exception>
    /// <exception cref="LimitExceededException">There is not that much left now.</exception>
    public async Task<T> Write<T>(ToolContext context, int points, Func<PlatformAccount, Task<T>> call, CancellationToken cancellationToken)
    {
        var account = await Find(context, cancellationToken);
        await grains.GetGrain<IOutboxGrain>(account.ToString()).Spend(points);
        return await access.Use(account, call);
    }

    /// <summary>The key of the one record that a call writes.</summary>
    public static string KeyOf(ToolContext context) => RecordKey.Derive(context.CallId, TimeOf(context));

    /// <summary>When the model made the call, which is the same however often it is run.</summary>
    public static DateTimeOffset TimeOf(ToolContext context) =>
        Guid.TryParse(context.CallId.AsSpan(context.CallId.IndexOf('_') + 1), out var id) ? Timestamp.Of(id) : DateTimeOffset.UnixEpoch;

    private async Task<AccountKey> Find(ToolContext context, CancellationToken cancellationToken)
    {
        var name = await accounts.FindOf(context.Agent.Tenant, BlueskyAdapter.Name, context.Agent.Name, cancellationToken)
            ?? throw new NotFoundException("Bluesky account of the agent", context.Agent.Name);
        return new AccountKey(context.Agent.Tenant, BlueskyAdapter.Name, name);
    }
}
