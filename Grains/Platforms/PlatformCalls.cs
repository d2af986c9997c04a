using System.Text.Json;

namespace Sanctum.Platforms;

/// <summary>
/// Calls to a platform for one account. Where the platform takes the session no more, it is renewed, by one of all those who find
/// that, and the call is made once more. Where it does not let the account act any more, the account stops.
/// </summary>
/// <param name="key">The account.</param>
/// <param name="open">Gives settings and session.</param>
/// <param name="renew">Gives another session than the one that was refused.</param>
/// <param name="refuse">Stops the account for a reason.</param>
/// <param name="options">How long what wanted the account waits.</param>
internal sealed class PlatformCalls(
    AccountKey key, Func<Task<AccountAccess>> open, Func<Guid?, Task<AccountAccess>> renew, Func<string, Task> refuse,
    PlatformOptions options)
{
    public static JsonElement NoSettings { get; } = JsonElement.Parse("{}");

    /// <exception cref="AccountUnavailableException">The account is paused or refused; what was wanted waits.</exception>
    public async Task<T> Make<T>(Func<PlatformAccount, Task<T>> call)
    {
        try
        {
            return await MakeWithSession(call);
        }
        catch (AccountRefusedException refusal)
        {
            await refuse(refusal.Message);
            throw new AccountUnavailableException(key.Account, refusal.Message, options.UnavailableWait);
        }
    }

    private async Task<T> MakeWithSession<T>(Func<PlatformAccount, Task<T>> call)
    {
        var access = await open();
        try
        {
            return await Call(access);
        }
        catch (SessionExpiredException)
        {
            return await Call(await renew(access.SessionId));
        }

        Task<T> Call(AccountAccess with) => Redaction.Call(key.Platform, with.Session, () => call(Describe(with)));
    }

    /// <summary>The account as its adapter sees it.</summary>
    public PlatformAccount Describe(AccountAccess access) =>
        new(key.Tenant, key.Platform, key.Account, JsonElement.Parse(access.Settings), access.Session);
}
