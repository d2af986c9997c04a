using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Turns;

namespace Sanctum.Queues;

/// <summary>Writes down that an attempt at an item failed, and decides whether and when the item is offered again.</summary>
/// <param name="queue">The queue.</param>
/// <param name="find">Reads an item's row.</param>
/// <param name="store">The rows.</param>
/// <param name="cache">What the queue knows of them.</param>
/// <param name="cooldown">Begun by failures that are this process's own.</param>
/// <param name="meter">Counts the failures.</param>
/// <param name="options">The limits.</param>
/// <param name="clock">The time by which items become due.</param>
/// <param name="logger">Hears of each failure.</param>
internal sealed class AttemptRecorder(
    GrainKey queue, Func<Guid, Task<QueueItem>> find, QueueStore store, QueueCache cache, QueueCooldown cooldown,
    QueueMeter meter, IOptionsMonitor<QueueOptions> options,
    TimeProvider clock, ILogger logger)
{
    private readonly Backoff _backoff = new(options.CurrentValue.RetryBaseDelay, options.CurrentValue.RetryMaxDelay);

    /// <summary>Records the failure and lets the item's thread go on.</summary>
    /// <returns>The item as it is now; null if the lease is another's by now.</returns>
    public async Task<QueueItem?> Record(LeaseToken lease, TurnFailure failure)
    {
        var (stored, retryIn, isHeld) = await Write(lease, failure);
        if (stored is null)
            return null;
        var item = stored.Item;
        if (!isHeld)
        {
            QueueLog.AttemptFailed(logger, queue.ToString(), item.Id, failure.Class, item.Attempts, retryIn, failure.Message);
            meter.Failed(failure.Class);
        }
        if (retryIn is { } wait)
            cache.Schedule.Add(stored.Schedule(clock.GetUtcNow() + wait));
        cache.Release(item.Id, lease.SessionId);
        return item;
    }

    private async Task<(StoredItem? Item, TimeSpan? RetryIn, bool IsHeld)> Write(LeaseToken lease, TurnFailure failure)
    {
        try
        {
            if (failure.Class == ErrorClass.Health)
                return await WriteExhaustion(lease, failure);
            var item = await find(lease.ItemId);
            if (failure.IsOutage && clock.GetUtcNow() - item.EnqueuedAt < options.CurrentValue.OutagePatience)
                return await WriteOutage(lease, failure);
            var retryIn = RetryDelay(failure, item.Attempts + 1);
            return (
                await cache.Write(() => store.Fail(lease, failure, retryIn, StopReasons.Error, CancellationToken.None)), retryIn,
                IsHeld: false);
        }
        catch (StorageUnavailableException)
        {
            // The holder is done with it all the same.
            cache.Invalidate(lease);
            throw;
        }
    }

    // Every item of the queue would meet the same. The one that did comes a moment after the others: should it be the cause, they
    // get through.
    private async Task<(StoredItem? Item, TimeSpan? RetryIn, bool IsHeld)> WriteOutage(LeaseToken lease, TurnFailure failure)
    {
        var pause = _backoff.Delay(1, atLeast: null);
        var wait = cooldown.Hold(failure.RetryAfter > pause ? failure.RetryAfter.Value : pause);
        QueueLog.Held(logger, queue.ToString(), wait, failure.Message);
        wait += pause;
        return (await cache.Write(() => store.Postpone(lease, failure, wait, CancellationToken.None)), wait, IsHeld: true);
    }

    // It is not the item that failed but this process, which would fail the next one too.
    private async Task<(StoredItem? Item, TimeSpan? RetryIn, bool IsHeld)> WriteExhaustion(LeaseToken lease, TurnFailure failure)
    {
        var wait = cooldown.Begin(failure.RetryAfter);
        QueueLog.Resting(logger, queue.ToString(), wait);
        var stored = await cache.Write(
            () => store.Release(
                lease, failure, wait, options.CurrentValue.MaxCrashes, StopReasons.Error, CancellationToken.None));
        return (stored, stored is { Item.HasEnded: false } ? wait : null, IsHeld: false);
    }

    private TimeSpan? RetryDelay(TurnFailure failure, int attempts)
    {
        var canRetry = failure.Class == ErrorClass.Transient && attempts < options.CurrentValue.MaxAttempts;
        return canRetry ? _backoff.Delay(attempts, failure.RetryAfter) : null;
    }
}
