using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Caching;
using Sanctum.Errors;

namespace Sanctum.Platforms.Accounts;

/// <summary>
/// The profiles of people as each account read them of its platform: in memory, in the tier that silos share, and in rows. A
/// person who was not there is asked for again.
/// </summary>
internal sealed class ProfileCache(
    TieredCaches caches, ProfileCacheStore store, IOptions<PlatformOptions> options, TimeProvider clock,
    ILogger<ProfileCache> logger) : IDisposable
{
    private readonly TieredCache _tiers = caches.Create(
        "profiles", options.Value.ProfileCacheSize, options.Value.ProfileCacheAge);

    private TimeSpan Age => options.Value.ProfileCacheAge;

    /// <summary>The profile as a tier has it, or as <paramref name="ask"/> finds it.</summary>
    public async Task<PersonProfile?> Read(AccountKey account, string handleOrId, Func<Task<PersonProfile?>> ask)
    {
        var person = Uri.EscapeDataString(handleOrId.TrimStart('@'));
        return (await _tiers.Get(KeyOf(account, person), () => ReadBelow(account, person, ask)))?.Value;
    }

    /// <summary>Removes what an account read, because it now reads as somebody else or with other settings.</summary>
    public Task Remove(AccountKey account) => BestEffort.Try(
        async () =>
        {
            var people = await store.Remove(account, CancellationToken.None);
            await _tiers.Remove([.. people.Select(person => KeyOf(account, person))]);
        },
        failure => AccountLog.ProfilesNotRemoved(logger, failure, account, Age));

    public void Dispose() => _tiers.Dispose();

    private static string KeyOf(AccountKey account, string person) => $"{account}/{person}";

    private async Task<CacheEntry<PersonProfile>?> ReadBelow(AccountKey account, string person, Func<Task<PersonProfile?>> ask)
    {
        CacheEntry<PersonProfile>? found = null;
        if (Age > TimeSpan.Zero)
            await Try(account, async () => found = await store.Find(account, person, Age, CancellationToken.None));
        if (found is not null || await ask() is not { } profile)
            return found;
        if (Age > TimeSpan.Zero)
            await Try(account, () => store.Save(account, person, profile, Age, CancellationToken.None));
        return new CacheEntry<PersonProfile>(profile, clock.GetUtcNow()) { Tier = CacheTiers.Platform };
    }

    // Without its rows the platform is asked more often.
    private Task Try(AccountKey account, Func<Task> work) => BestEffort.Try(
        work, failure => AccountLog.ProfileRowsAway(logger, failure, account));
}
