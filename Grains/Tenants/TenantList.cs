using System.Collections.Frozen;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Tenants;

/// <summary>
/// The tenants as this silo knows them. It follows the grain that writes them, so a change is known here at once; while it
/// cannot, what it read last holds. A name that it does not know is in service: gateways let only known ones in.
/// </summary>
internal sealed class TenantList(IGrainFactory grains, IHostApplicationLifetime lifetime, ILogger<TenantList> logger)
    : BackgroundService
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private volatile FrozenDictionary<string, Tenant> _known = FrozenDictionary<string, Tenant>.Empty;

    /// <summary>The names of all tenants, the default one first.</summary>
    public IEnumerable<string> Names =>
        _known.Values.Where(tenant => tenant.State != TenantState.Deleted).Select(tenant => tenant.Name)
            .Where(name => name != GrainKey.DefaultTenant).Prepend(GrainKey.DefaultTenant);

    /// <summary>Whether a tenant is suspended or being deleted.</summary>
    public bool IsSuspended(string tenant) => _known.TryGetValue(tenant, out var known) && known.State != TenantState.Active;

    /// <summary>What a tenant may have.</summary>
    public TenantQuotas QuotasOf(string tenant) => _known.TryGetValue(tenant, out var known) ? known.Quotas : new TenantQuotas();

    /// <exception cref="TenantSuspendedException">The tenant is suspended.</exception>
    public void RequireActive(string tenant)
    {
        if (IsSuspended(tenant))
            throw new TenantSuspendedException(tenant);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await lifetime.WaitUntilStarted(stoppingToken))
            return;
        // The grains stop before the process does, and would wait for the answer.
        var (stopping, revision) = (lifetime.ApplicationStopping, -1L);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                revision = Note(await Grain.Follow(revision, stopping));
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                TenantLog.NotFollowed(logger, ExpectedFailure.Of(exception));
                await Task.Delay(RetryPause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private long Note(TenantsInForce now)
    {
        _known = now.Tenants.ToFrozenDictionary(tenant => tenant.Name, StringComparer.Ordinal);
        return now.Revision;
    }

    private ITenantsGrain Grain => grains.GetGrain<ITenantsGrain>(GrainKey.InDefaultTenant(ITenantsGrain.Name).ToString());
}
