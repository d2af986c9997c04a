using Sanctum.Errors;

namespace Sanctum.Queues;

/// <summary>Callers that wait for items to end. A wait that is over, however it ended, leaves nothing behind.</summary>
/// <param name="isOpen">Whether the queue knows that the item has not ended.</param>
/// <param name="find">Reads an item's row, if there is one.</param>
/// <param name="clock">The time by which waits end.</param>
internal sealed class OutcomeWaiters(Func<Guid, bool> isOpen, Func<Guid, Task<QueueItem?>> find, TimeProvider clock)
{
    private readonly Dictionary<Guid, Waiter> _byItem = [];

    /// <summary>How many items are waited for.</summary>
    public int Count => _byItem.Count;

    /// <summary>Waits until the item has ended; null if it has not when <paramref name="patience"/> is over.</summary>
    /// <exception cref="NotFoundException">There is no such item.</exception>
    public async Task<ItemOutcome?> Wait(Guid itemId, TimeSpan patience, CancellationToken ct)
    {
        var waiter = Enter(itemId);
        try
        {
            if (!isOpen(itemId) && await FindOutcome(itemId) is { } outcome)
                return outcome;
            return await waiter.Ended.Task.WaitAsync(patience, clock, ct);
        }
        catch (TimeoutException)
        {
            // Nobody may have told this activation of the end: the rows know.
            return await FindOutcome(itemId);
        }
        finally
        {
            Leave(itemId, waiter);
        }
    }

    /// <summary>Answers everyone who waits for the item.</summary>
    public void Ended(ItemOutcome outcome)
    {
        if (_byItem.Remove(outcome.ItemId, out var waiter))
            waiter.Ended.TrySetResult(outcome);
    }

    /// <summary>Answers everyone who waits, as if their patience were over.</summary>
    public void Release()
    {
        foreach (var waiter in _byItem.Values)
            waiter.Ended.TrySetResult(null);
        _byItem.Clear();
    }

    /// <summary>Asks the rows about what is waited for and not known to be open: it may have ended by another hand.</summary>
    public async Task LookAgain()
    {
        foreach (var itemId in _byItem.Keys.Where(itemId => !isOpen(itemId)).ToList())
        {
            if (await find(itemId) is { HasEnded: true } item)
                Ended(item.ToOutcome());
        }
    }

    private async Task<ItemOutcome?> FindOutcome(Guid itemId)
    {
        var item = await find(itemId) ?? throw new NotFoundException("queue item", itemId.ToString());
        return item.HasEnded ? item.ToOutcome() : null;
    }

    private Waiter Enter(Guid itemId)
    {
        if (!_byItem.TryGetValue(itemId, out var waiter))
            _byItem[itemId] = waiter = new Waiter();
        waiter.Callers++;
        return waiter;
    }

    private void Leave(Guid itemId, Waiter waiter)
    {
        if (--waiter.Callers == 0 && _byItem.GetValueOrDefault(itemId) == waiter)
            _byItem.Remove(itemId);
    }

    private sealed class Waiter
    {
        public int Callers { get; set; }

        public TaskCompletionSource<ItemOutcome?> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
