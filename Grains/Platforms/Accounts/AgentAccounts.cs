using Sanctum.Tools;

namespace Sanctum.Platforms.Accounts;

/// <summary>The accounts of agents, for their tools.</summary>
internal sealed class AgentAccounts(AccountStore accounts, PlatformAccess access) : IAgentAccounts
{
    public async Task<AccountKey> ChooseAsync(
        ToolContext context, string platform, string? named, CancellationToken cancellationToken)
    {
        var owned = await accounts.ListActing(context.Agent, platform, context.CallId, cancellationToken);
        return new AccountKey(context.Agent.Tenant, platform, ActingAccount.Choose(platform, owned, named));
    }

    public Task<T> CallAsync<T>(AccountKey account, Func<PlatformAccount, Task<T>> call) => access.Use(account, call);
}
