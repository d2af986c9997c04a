using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Budgets;

/// <summary>
/// The budgets of the tenants that make model calls in this process. It follows each of them, so a call looks in memory only, and
/// a change is known here at once; while a tenant cannot be followed, what was known last stays in force.
/// </summary>
internal sealed class TenantBudgets(IGrainFactory grains, IHostApplicationLifetime lifetime, ILogger<TenantBudgets> logger)
    : BackgroundService
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, BudgetsInForce> _known = new(StringComparer.Ordinal);

    // A grain that asks first must not be the one in whose turns a tenant is followed.
    private readonly Channel<string> _toFollow = Channel.CreateUnbounded<string>();

    /// <summary>The budgets that count a model call.</summary>
    /// <exception cref="StorageUnavailableException">They were never known here, and cannot be read now.</exception>
    public async ValueTask<ImmutableArray<BudgetInForce>> Of(SpendingCall call, string model)
    {
        if (!_known.TryGetValue(call.Tenant, out var known))
            known = await Read(call.Tenant);
        return known.Budgets.IsEmpty
            ? []
            : [.. known.Budgets.Where(budget => Counts(budget.Definition, call, model))];
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await lifetime.WaitUntilStarted(stoppingToken))
            return;
        // So that not even its first turn waits.
        await BestEffort.Try(
            () => Read(GrainKey.DefaultTenant), failure => BudgetLog.NotFollowed(logger, failure, GrainKey.DefaultTenant));
        await foreach (var tenant in _toFollow.Reader.ReadAllAsync(stoppingToken))
            _ = FollowAll(tenant, lifetime.ApplicationStopping);
    }

    private static bool Counts(BudgetDefinition budget, SpendingCall call, string model) => budget.Scope switch
    {
        BudgetScope.Tenant => true,
        BudgetScope.Agent => budget.Subject == call.Agent,
        BudgetScope.Key => budget.Subject == call.KeyId,
        _ => budget.Subject == model,
    };

    private async Task<BudgetsInForce> Read(string tenant)
    {
        var first = await Grain(tenant).Follow(known: 0, CancellationToken.None);
        if (_known.TryAdd(tenant, first))
            _toFollow.Writer.TryWrite(tenant);
        return _known[tenant];
    }

    // The grains stop before the process does, and would wait for the answer.
    private async Task FollowAll(string tenant, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                _known[tenant] = await Grain(tenant).Follow(_known[tenant].Revision, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                BudgetLog.NotFollowed(logger, ExpectedFailure.Of(exception), tenant);
                await Task.Delay(RetryPause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private IBudgetsGrain Grain(string tenant) =>
        grains.GetGrain<IBudgetsGrain>(new GrainKey(tenant, OverdueReservations.GrainName).ToString());
}
