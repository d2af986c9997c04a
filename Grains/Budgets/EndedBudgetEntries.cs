using Microsoft.Extensions.Options;
using Sanctum.Hosting;
using Sanctum.Storage;

namespace Sanctum.Budgets;

/// <summary>Entries of budgets that ended long ago.</summary>
internal sealed class EndedBudgetEntries(
    BudgetBooks books, IOptionsMonitor<RetentionOptions> options, TimeProvider clock) : IExpiringRows
{
    public string Name => "budget entries";

    public Task<int> RemoveExpired(int limit, CancellationToken cancellationToken) =>
        books.RemoveOlder(clock.GetUtcNow() - options.CurrentValue.BudgetEntries, limit, cancellationToken);
}
