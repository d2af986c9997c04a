using System.Collections.Immutable;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Budgets;

/// <summary>Reservations whose time is over. Their rows say when that is, so the lifeline's grace is not asked for.</summary>
internal sealed class OverdueReservations(BudgetBooks books, IGrainFactory grains, TimeProvider clock) : IUntakenWork
{
    /// <summary>The name of a tenant's <see cref="IBudgetsGrain"/>.</summary>
    public const string GrainName = "budgets";

    public Task<ImmutableArray<GrainKey>> FindOverdue(TimeSpan grace, int max, CancellationToken cancellationToken) =>
        books.FindExpired(clock.GetUtcNow(), max, cancellationToken);

    public Task Wake(string key) => grains.GetGrain<IBudgetsGrain>(key).Expire();
}
