using Npgsql;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Tenants;

/// <summary>
/// Holds creations to the quotas of their tenant. A creation reserves its places first, so that creations at one moment, in all
/// silos, do not exceed a quota together. Where a tenant has no quota it costs a look in memory.
/// </summary>
internal sealed class TenantQuotaCheck(TenantList tenants, TenantUseStore use, TenantMeter meter, IGrainFactory grains)
{
    /// <summary>Creates what a quota has room for.</summary>
    /// <param name="kind">The quota.</param>
    /// <param name="tenant">Whose.</param>
    /// <param name="create">Writes the rows. When it fails, nothing is there, or it is not known what is.</param>
    /// <param name="count">Of how many places.</param>
    /// <exception cref="QuotaExceededException">There is no room; nothing was done.</exception>
    public async Task<T> Within<T>(TenantQuotaKind kind, string tenant, Func<Task<T>> create, int count = 1)
    {
        if (count == 0 || (await tenants.QuotasOf(tenant)).Of(kind) is null)
            return await create();
        var quota = grains.GetGrain<ITenantQuotaGrain>(new GrainKey(tenant, kind.NameOf()).ToString());
        if (await quota.Take(count) is not { } reservation)
            return await create();
        // Where a failure does not say whether the rows are there, the reservation stays until it lapses.
        var isKnown = true;
        try
        {
            return await create();
        }
        catch (Exception exception) when (!IsRefusal(exception))
        {
            isKnown = false;
            throw;
        }
        finally
        {
            if (isKnown)
                quota.Release(reservation).Ignore();
        }
    }

    /// <summary>
    /// Whether there is room now, for what is created in a later step that checks it again.
    /// </summary>
    /// <exception cref="QuotaExceededException">There is not.</exception>
    public async Task RequireRoom(TenantQuotaKind kind, string tenant, int count)
    {
        if (count == 0 || (await tenants.QuotasOf(tenant)).Of(kind) is not { } limit
            || await use.Count(kind, tenant, CancellationToken.None) + count <= limit)
            return;
        meter.Refused(kind);
        throw new QuotaExceededException(tenant, kind.NameOf(), limit);
    }

    private static bool IsRefusal(Exception exception) =>
        exception is PostgresException || (exception is SanctumException && exception is not StorageUnavailableException);
}
