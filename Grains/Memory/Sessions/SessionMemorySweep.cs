using Sanctum.Hosting;

namespace Sanctum.Memory;

/// <summary>Keys, sessions and transactions of session memory whose time is over, in all tenants.</summary>
internal sealed class SessionMemorySweep(
    SessionMemoryStore store, SessionTransactionStore transactions, TimeProvider clock) : IExpiringRows
{
    public string Name => "rows of session memory";

    public async Task<int> RemoveExpired(int limit, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        // Sessions first, in the order in which writes lock; with them go their keys.
        var removed = await store.RemoveEnded(now, limit, cancellationToken);
        if (removed < limit)
            removed += await store.RemoveExpired(now, limit - removed, cancellationToken);
        return removed < limit ? removed + await transactions.RemoveExpired(now, limit - removed, cancellationToken) : removed;
    }
}
