using System.Text.Json;
using Sanctum.Errors;
using Sanctum.Secrets;

namespace Sanctum.Platforms.Accounts;

/// <summary>
/// Gives out what a call to the platform needs: the account's settings and a session. Credentials that the platform does not take
/// stop the account until somebody mends them.
/// </summary>
internal sealed class AccessBatcher(AccountCache cache, LoginKeeper sessions, PlatformAdapters adapters, PlatformOptions options)
{
    private PlatformFacts Platform => adapters.Require(cache.Key.Platform);

    /// <summary>Access of an active account.</summary>
    public Task<AccountAccess> Open() => Open(cache.RequireActive());

    /// <summary>Access for whoever delivers to the account, also while it is paused.</summary>
    public Task<AccountAccess> Open(AccountRow row) => WithSession(row, sessions.Get);

    /// <summary>Access of an active account with another session than the one that was refused.</summary>
    public Task<AccountAccess> Renew(Guid? refused) =>
        WithSession(cache.RequireActive(), (credentials, settings) => sessions.Renew(refused, credentials, settings));

    /// <summary>Logs in with credentials that are not stored yet; null where there are none or the platform wants none.</summary>
    /// <exception cref="InvalidRequestException">The platform does not take them.</exception>
    public async Task<PlatformSession?> TryLogIn(PlatformCredentials? credentials, string settings)
    {
        if (credentials is null || !Platform.Authenticates)
            return null;
        try
        {
            return await sessions.LogIn(credentials, JsonElement.Parse(settings));
        }
        catch (Exception refused) when (refused is AccountRefusedException or DependencyException { Class: ErrorClass.Permanent })
        {
            throw new InvalidRequestException("credentials", $"are not accepted: {refused.Message}");
        }
    }

    private async Task<AccountAccess> WithSession(AccountRow row, Func<SealedSecret?, JsonElement, Task<HeldSession>> get)
    {
        if (!Platform.Authenticates)
            return new AccountAccess(row.Settings, null, null);
        try
        {
            var held = await get(row.Credentials, JsonElement.Parse(row.Settings));
            return new AccountAccess(row.Settings, held.Session, held.Record.Id);
        }
        catch (Exception refusal)
            when (refusal is UnreadableSecretException or AccountRefusedException
                or DependencyException { Class: ErrorClass.Permanent })
        {
            // Nobody gets in until the credentials are mended; what wants to go out waits for that.
            await cache.Fail(refusal.Message);
            throw new AccountUnavailableException(cache.Key.Account, refusal.Message, options.UnavailableWait);
        }
    }
}
