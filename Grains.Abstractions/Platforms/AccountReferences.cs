using Sanctum.Identity;
using Sanctum.Publishing;

namespace Sanctum.Platforms;

/// <summary>References to the grains of platform accounts.</summary>
public static class AccountReferences
{
    /// <summary>An account.</summary>
    public static IPlatformAccountGrain Account(this IGrainFactory grains, AccountKey account) =>
        grains.Grain<IPlatformAccountGrain>(account.ToString());

    /// <summary>The posts of an account that wait.</summary>
    public static IOutboxGrain Outbox(this IGrainFactory grains, AccountKey account) =>
        grains.Grain<IOutboxGrain>(account.ToString());
}
