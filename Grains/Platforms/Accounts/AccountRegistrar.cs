using Sanctum.Agents;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Platforms.Accounts;

/// <summary>
/// Writes what operators say of an account, once all of it is checked: the platform takes the credentials, the agent is there.
/// </summary>
internal sealed class AccountRegistrar(
    AccountCache cache, AccountStore store, LoginKeeper session, AccessBatcher access, AccountSecrets secrets,
    PlatformAdapters adapters, IGrainFactory grains)
{
    private const int MaxChangeAttempts = 5;

    private AccountKey Key => cache.Key;

    public async Task Connect(AccountConnection connection)
    {
        var platform = adapters.Find(Key.Platform) ?? throw new NotFoundException("platform", Key.Platform);
        if (cache.Row is not null)
            throw new ConflictException(
                $"The account '{Key.Account}' is connected to {Key.Platform} already; change it with PATCH.");
        AccountDocuments.CheckCredentials(platform, connection.Credentials);
        var settings = await AccountDocuments.CheckSettings(adapters, Key.Platform, connection.Settings);
        var rules = AccountDocuments.CheckRules(Key, connection.Rules);
        await RequireAgent(connection.Agent);
        var opened = await access.TryLogIn(connection.Credentials, settings);

        var credentials = connection.Credentials is { } given ? secrets.Seal(Key, given) : null;
        cache.Hold(
            await store.Insert(Key, connection.Agent, settings, rules, credentials, connection.Since, CancellationToken.None)
            ?? throw new ConflictException($"The account '{Key.Account}' was connected to {Key.Platform} a moment ago."));
        if (opened is not null)
            await session.Accept(opened, "connected");
    }

    public async Task Change(AccountChange change)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Apply(change);
                return;
            }
            catch (ConflictException) when (attempt < MaxChangeAttempts)
            {
                // A poll wrote its cursor meanwhile; the row was read again, and the change applies to that one as well.
            }
        }
    }

    private async Task Apply(AccountChange change)
    {
        var row = cache.Require();
        if (change.Agent is { } agent)
            await RequireAgent(agent);
        var next = row with
        {
            Agent = change.Agent ?? row.Agent,
            Settings = change.Settings is { } settings ? await CheckMerged(settings) : row.Settings,
            Rules = change.Rules is { } rules
                ? AccountDocuments.CheckRules(Key, AccountDocuments.Merge("rules", row.Rules, rules))
                : row.Rules,
        };
        PlatformSession? opened = null;
        if (change.Credentials is { } credentials)
        {
            AccountDocuments.CheckCredentials(adapters.Require(Key.Platform), credentials);
            opened = await access.TryLogIn(credentials, next.Settings);
            next = next with { Credentials = secrets.Seal(Key, credentials) };
        }
        // Whoever mends a failed account wants it to go on.
        if (row.Status == AccountStatus.Failed)
            next = next with { Status = AccountStatus.Active, StatusReason = null };
        await cache.Save(next);
        if (opened is not null)
            await session.Accept(opened, "new credentials");
    }

    private Task<string> CheckMerged(string settings) =>
        AccountDocuments.CheckSettings(
            adapters, Key.Platform, AccountDocuments.Merge("settings", cache.Require().Settings, settings));

    private async Task RequireAgent(string agent)
    {
        var found = await grains.Agent(new GrainKey(Key.Tenant, agent)).Get();
        if (found.Status == AgentStatus.Retired)
            throw new ConflictException($"Agent '{agent}' is retired.");
    }
}
