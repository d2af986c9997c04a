namespace Sanctum.Queues;

/// <summary>Callers that wait for items to end.</summary>
internal sealed class OutcomeWaiters
{
    private readonly Dictionary<Guid, TaskCompletionSource<ItemOutcome>> _byItem = [];

    /// <summary>The items that somebody waits for.</summary>
    public IEnumerable<Guid> Items => [.. _byItem.Keys];

    /// <summary>Completes when the item ends.</summary>
    public Task<ItemOutcome> WhenEnded(Guid itemId)
    {
        if (!_byItem.TryGetValue(itemId, out var waiter))
            _byItem[itemId] = waiter = new TaskCompletionSource<ItemOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        return waiter.Task;
    }

    /// <summary>Answers everyone who waits for the item.</summary>
    public void Ended(ItemOutcome outcome)
    {
        if (_byItem.Remove(outcome.ItemId, out var waiter))
            waiter.TrySetResult(outcome);
    }
}
