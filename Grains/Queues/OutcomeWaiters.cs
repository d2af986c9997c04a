namespace Sanctum.Queues;

/// <summary>Callers that wait for items to end.</summary>
internal sealed class OutcomeWaiters
{
    private readonly Dictionary<Guid, TaskCompletionSource> _byItem = [];

    /// <summary>Completes when the item ends.</summary>
    public Task WhenEnded(Guid itemId)
    {
        if (!_byItem.TryGetValue(itemId, out var waiter))
            _byItem[itemId] = waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return waiter.Task;
    }

    /// <summary>Wakes everyone who waits for the item.</summary>
    public void Ended(Guid itemId)
    {
        if (_byItem.Remove(itemId, out var waiter))
            waiter.TrySetResult();
    }

    /// <summary>Wakes everyone, to look at the rows again.</summary>
    public void WakeAll()
    {
        foreach (var itemId in _byItem.Keys.ToList())
            Ended(itemId);
    }
}
