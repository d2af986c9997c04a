using Sanctum.Access;

namespace Sanctum.Platforms;

/// <summary>The grains of platforms and of the accounts there.</summary>
internal static class PlatformGrains
{
    public static IPlatformDirectoryGrain Platforms(this IGrainFactory grains) =>
        grains.GetGrain<IPlatformDirectoryGrain>(CallerTenant.Key("platforms").ToString());

    public static IPeopleGrain People(this IGrainFactory grains) =>
        grains.GetGrain<IPeopleGrain>(CallerTenant.Key("people").ToString());

    public static IPlatformAccountGrain Account(this IGrainFactory grains, PlatformName platform, AccountName account) =>
        grains.GetGrain<IPlatformAccountGrain>(KeyOf(platform, account));

    public static IAccountRequestWorker AccountRequests(this IGrainFactory grains, PlatformName platform, AccountName account) =>
        grains.GetGrain<IAccountRequestWorker>(KeyOf(platform, account));

    /// <summary>The key of every grain that is there once an account.</summary>
    public static string KeyOf(PlatformName platform, AccountName account) =>
        new AccountKey(CallerTenant.Name, platform.Value, account.Value).ToString();
}
