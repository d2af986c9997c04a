using Sanctum.Health;

namespace Sanctum.Platforms.Accounts;

/// <summary>Accounts that their platform refuses.</summary>
internal sealed class AccountImpairments(AccountStore store) : IImpairmentSource
{
    private const int Most = 20;

    public async Task<IEnumerable<Impairment>> Find(string tenant)
    {
        var failed = await store.ListFailed(tenant, Most, CancellationToken.None);
        return failed.Select(account => new Impairment("account", $"{account.Platform}/{account.Account}", account.Reason));
    }
}
