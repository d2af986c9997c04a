using System.Collections.Frozen;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Tenants;

/// <summary>
/// The tenants as this silo knows them. It follows the grain that writes them, so a change is known here at once; while it
/// cannot, what it read last holds. Who asks before the first answer waits for it. A name that is not among them is in service:
/// gateways let only known ones in.
/// </summary>
internal sealed class TenantList : BackgroundService
{
    private readonly FollowedValues<Known> _known;
    private readonly IGrainFactory _grains;
    private readonly IHostApplicationLifetime _lifetime;

    public TenantList(IGrainFactory grains, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<TenantList> logger)
    {
        (_grains, _lifetime) = (grains, lifetime);
        _known = new FollowedValues<Known>(
            Follow, (_, _, _) => { }, (_, failure) => TenantLog.NotFollowed(logger, ExpectedFailure.Of(failure)), clock);
    }

    /// <summary>The names of all tenants, the default one first.</summary>
    /// <exception cref="StorageUnavailableException">They were never known here, and cannot be read now.</exception>
    public async ValueTask<IEnumerable<string>> Names() =>
        (await Now()).Tenants.Values.Where(tenant => tenant.State != TenantState.Deleted).Select(tenant => tenant.Name)
            .Where(name => name != GrainKey.DefaultTenant).Prepend(GrainKey.DefaultTenant);

    /// <summary>Whether a tenant is suspended or being deleted; the default one never is.</summary>
    /// <exception cref="StorageUnavailableException">It was never known here, and cannot be read now.</exception>
    public async ValueTask<bool> IsSuspended(string tenant) =>
        tenant != GrainKey.DefaultTenant && (await Now()).Tenants.TryGetValue(tenant, out var known)
        && known.State != TenantState.Active;

    /// <summary>What a tenant may have.</summary>
    /// <exception cref="StorageUnavailableException">It was never known here, and cannot be read now.</exception>
    public async ValueTask<TenantQuotas> QuotasOf(string tenant) =>
        (await Now()).Tenants.TryGetValue(tenant, out var known) ? known.Quotas : new TenantQuotas();

    /// <exception cref="TenantSuspendedException">The tenant is suspended.</exception>
    /// <exception cref="StorageUnavailableException">It was never known here, and cannot be read now.</exception>
    public async ValueTask RequireActive(string tenant)
    {
        if (await IsSuspended(tenant))
            throw new TenantSuspendedException(tenant);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The grains stop before the process does, and would wait for the answer.
        if (await _lifetime.WaitUntilStarted(stoppingToken))
            await _known.Run(ITenantsGrain.Name, _lifetime.ApplicationStopping);
    }

    private ValueTask<Known> Now() => _known.Of(ITenantsGrain.Name);

    private async Task<Known> Follow(string name, Known? known, CancellationToken cancellationToken)
    {
        var grain = _grains.GetGrain<ITenantsGrain>(GrainKey.InDefaultTenant(name).ToString());
        var now = await grain.Follow(known?.Revision ?? -1, cancellationToken);
        return now.Revision == known?.Revision
            ? known
            : new Known(now.Revision, now.Tenants.ToFrozenDictionary(tenant => tenant.Name, StringComparer.Ordinal));
    }

    private sealed record Known(long Revision, FrozenDictionary<string, Tenant> Tenants);
}
