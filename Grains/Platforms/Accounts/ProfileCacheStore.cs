using System.Collections.Immutable;
using System.Text.Json;
using Sanctum.Caching;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Platforms.Accounts;

/// <summary>The SQL of <c>profile_cache</c>.</summary>
internal sealed class ProfileCacheStore(WriteBatcher writes, Database reads)
{
    // Each write removes more than it adds, so rows that are too old do not gather.
    private const int MaxRemoved = 100;

    /// <summary>The profile, if it was read less than <paramref name="age"/> ago; else null.</summary>
    public Task<CacheEntry<PersonProfile>?> Find(AccountKey account, string person, TimeSpan age, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                """
                select profile, read_at from profile_cache
                where tenant = $1 and platform = $2 and account = $3 and person = $4 and read_at > now() - $5
                """,
                Text(account.Tenant), Text(account.Platform), Text(account.Account), Text(person), Interval(age)),
            row => new CacheEntry<PersonProfile>(
                JsonSerializer.Deserialize<PersonProfile>(row.GetString(0))!, row.Time(1))
            { Tier = CacheTiers.Database }, ct);

    /// <summary>Keeps a profile that was read now, and removes some that are older than <paramref name="age"/>.</summary>
    public Task Save(AccountKey account, string person, PersonProfile profile, TimeSpan age, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                $"""
                with old as (
                    select ctid from profile_cache where read_at <= now() - $6 limit {MaxRemoved} for update skip locked),
                removed as (delete from profile_cache using old where profile_cache.ctid = old.ctid and person <> $4)
                insert into profile_cache (tenant, platform, account, person, profile) values ($1, $2, $3, $4, $5)
                on conflict (tenant, platform, account, person) do update set profile = excluded.profile, read_at = now()
                """,
                Text(account.Tenant), Text(account.Platform), Text(account.Account), Text(person),
                Text(JsonSerializer.Serialize(profile)), Interval(age)),
            ct);

    /// <summary>Removes all that an account read.</summary>
    /// <returns>Whom it had read.</returns>
    public Task<ImmutableArray<string>> Remove(AccountKey account, CancellationToken ct) => writes.QueryAsync(
        new SqlStatement(
            "delete from profile_cache where tenant = $1 and platform = $2 and account = $3 returning person",
            Text(account.Tenant), Text(account.Platform), Text(account.Account)),
        row => row.GetString(0), ct);
}
