using Orleans.Concurrency;

namespace Sanctum.Tenants;

/// <summary>
/// Gives out what is left of one quota of a tenant; keyed <c>{tenant}/{quota}</c>, the quota as in <see cref="TenantQuotas"/>,
/// such as <c>acme/memoryBlocks</c>. Internal to the silos: a creation takes its places before it writes.
/// </summary>
[Alias("sanctum.ITenantQuotaGrain")]
public interface ITenantQuotaGrain : IGrainWithStringKey
{
    /// <summary>Reserves places for what is about to be created.</summary>
    /// <param name="count">How many, from 1.</param>
    /// <returns>What to release once it is there or certainly is not; null where there is no quota. A reservation that is not
    /// released lapses.</returns>
    /// <exception cref="QuotaExceededException">There are not as many places.</exception>
    [Alias("Take")]
    Task<Guid?> Take(int count);

    /// <summary>Ends a reservation: what was created is counted by its row.</summary>
    [AlwaysInterleave, OneWay, Alias("Release")]
    Task Release(Guid reservation);
}
