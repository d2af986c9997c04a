using Microsoft.Extensions.Options;

namespace Sanctum.Platforms;

/// <summary>Calls to platforms on behalf of accounts, with their settings and sessions.</summary>
internal sealed class PlatformAccess(IGrainFactory grains, PlatformAdapters adapters, IOptions<PlatformOptions> options)
{
    /// <summary>Makes a call.</summary>
    /// <exception cref="AccountUnavailableException">The account is paused or its credentials are refused.</exception>
    /// <exception cref="Errors.NotFoundException">The account is not connected.</exception>
    public Task<T> Use<T>(AccountKey key, Func<PlatformAccount, Task<T>> call)
    {
        if (adapters.Require(key.Platform) is { Capabilities.NeedsAccount: false })
            return call(new PlatformAccount(key.Tenant, key.Platform, key.Account, PlatformCalls.NoSettings, Session: null));
        var account = grains.Account(key);
        return new PlatformCalls(key, account.Open, account.Renew, account.Refuse, options.Value).Make(call);
    }
}
