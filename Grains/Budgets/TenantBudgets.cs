using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Budgets;

/// <summary>
/// The budgets of the tenants that make model calls in this process. It follows each of them, so a call looks in memory only, and
/// a change is known here at once; while a tenant cannot be followed, what was known last stays in force.
/// </summary>
internal sealed class TenantBudgets : BackgroundService
{
    private readonly FollowedValues<BudgetsInForce> _known;
    private readonly IGrainFactory _grains;
    private readonly IHostApplicationLifetime _lifetime;

    public TenantBudgets(
        IGrainFactory grains, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<TenantBudgets> logger)
    {
        (_grains, _lifetime) = (grains, lifetime);
        _known = new FollowedValues<BudgetsInForce>(
            Follow, (_, _, _) => { }, (tenant, failure) => BudgetLog.NotFollowed(logger, ExpectedFailure.Of(failure), tenant),
            clock);
    }

    /// <summary>The budgets that count a model call.</summary>
    /// <exception cref="StorageUnavailableException">They were never known here, and cannot be read now.</exception>
    public async ValueTask<ImmutableArray<BudgetInForce>> Of(SpendingCall call, string model)
    {
        var known = await _known.Of(call.Tenant);
        return known.Budgets.IsEmpty
            ? []
            : [.. known.Budgets.Where(budget => Counts(budget.Definition, call, model))];
    }

    // So that not even the first turn of the default tenant waits.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The grains stop before the process does, and would wait for the answer.
        if (await _lifetime.WaitUntilStarted(stoppingToken))
            await _known.Run(GrainKey.DefaultTenant, _lifetime.ApplicationStopping);
    }

    private async Task<BudgetsInForce> Follow(string tenant, BudgetsInForce? known, CancellationToken cancellationToken)
    {
        var now = await Grain(tenant).Follow(known?.Revision ?? 0, cancellationToken);
        return now.Revision == known?.Revision ? known : now;
    }

    private static bool Counts(BudgetDefinition budget, SpendingCall call, string model) => budget.Scope switch
    {
        BudgetScope.Tenant => true,
        BudgetScope.Agent => budget.Subject == call.Agent,
        BudgetScope.Key => budget.Subject == call.KeyId,
        _ => budget.Subject == model,
    };

    private IBudgetsGrain Grain(string tenant) =>
        _grains.GetGrain<IBudgetsGrain>(new GrainKey(tenant, OverdueReservations.GrainName).ToString());
}
