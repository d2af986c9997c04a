using System.Text.Json;

namespace Sanctum.Platforms;

/// <summary>
/// Calls to a platform for one account. Where the platform takes the session no more, it is renewed, by one of all those who find
/// that, and the call is made once more.
/// </summary>
/// <param name="key">The account.</param>
/// <param name="open">Gives settings and session.</param>
/// <param name="renew">Gives another session than the one that was refused.</param>
internal sealed class PlatformCalls(AccountKey key, Func<Task<AccountAccess>> open, Func<Guid?, Task<AccountAccess>> renew)
{
    public static JsonElement NoSettings { get; } = JsonElement.Parse("{}");

    public async Task<T> Make<T>(Func<PlatformAccount, Task<T>> call)
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
