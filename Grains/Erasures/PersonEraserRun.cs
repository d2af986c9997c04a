using System.Collections.Immutable;
using Sanctum.Errors;
using Sanctum.Traces;

namespace Sanctum.Erasures;

/// <summary>Runs an erasure: looks and erases until two looks, some seconds apart, find nothing.</summary>
internal sealed class PersonEraserRun(
    IEnumerable<IPersonEraser> erasers, TraceStore traces, ErasureStore store, ErasureReceipt receipts, TimeProvider clock)
{
    private const int MaxRounds = 100;
    private const int MaxSearches = 20;

    // Longer than it takes to write what had begun before the messages were discarded.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(3);

    private readonly ImmutableArray<IPersonEraser> _erasers =
    [
        .. erasers.OrderBy(eraser => eraser.Order).ThenBy(eraser => eraser.GetType().FullName, StringComparer.Ordinal),
    ];

    /// <summary>Erases the person, signs the receipt and ends the erasure.</summary>
    /// <returns>How much was erased.</returns>
    public async Task<long> Run(string tenant, PersonErasure erasure, CancellationToken ct)
    {
        var wasClean = false;
        for (var round = 0; round < MaxRounds; round++)
        {
            await store.Touch(tenant, erasure.Id, ct);
            var isClean = await Erase(traces.Of(tenant, erasure.Id), ct) == 0;
            if (isClean && wasClean)
                return await End(tenant, erasure, ct);
            wasClean = isClean;
            if (isClean)
                await Task.Delay(Settled, clock, ct);
        }
        throw new StorageUnavailableException("The person writes as fast as it is erased; disconnect the account first.");
    }

    private async Task<long> Erase(PersonTraces found, CancellationToken ct)
    {
        await Search(found, ct);
        foreach (var eraser in _erasers)
            await eraser.Stop(found, ct);
        foreach (var eraser in _erasers)
            await eraser.Erase(found, ct);
        return found.Changes;
    }

    // A trace may lead to others.
    private async Task Search(PersonTraces found, CancellationToken ct)
    {
        for (var (search, before) = (0, -1L); search < MaxSearches && found.Changes != before; search++)
        {
            before = found.Changes;
            foreach (var eraser in _erasers.OrderByDescending(eraser => eraser.Order == TraceOrder.Person))
                await eraser.Search(found, ct);
        }
    }

    private async Task<long> End(string tenant, PersonErasure erasure, CancellationToken ct)
    {
        var counts = await traces.Counts(tenant, erasure.Id, ct);
        var now = clock.GetUtcNow();
        var ended = erasure with { Erased = [.. counts.Select(count => new ErasedTraces(count.What, count.Rows))] };
        var published = await traces.Of(tenant, erasure.Id).List("published", ct);
        await store.Complete(tenant, erasure.Id, await receipts.Make(tenant, ended, published, now, ct), now, ct);
        return counts.Sum(count => count.Rows);
    }
}
