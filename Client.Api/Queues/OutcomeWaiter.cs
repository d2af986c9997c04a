using Sanctum.Agents;
using Sanctum.Repeats;

namespace Sanctum.Queues;

/// <summary>Waits for the end of a queue item.</summary>
internal sealed class OutcomeWaiter(IClusterClient grains, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    // A call to a silo that dies is not missed before it is over, so a long wait is many short ones.
    private static readonly TimeSpan MaxCall = TimeSpan.FromSeconds(2);

    /// <returns>
    /// How the item ended; null if it has not when <paramref name="patience"/> is over, or the process is to end.
    /// </returns>
    public async Task<ItemOutcome?> WaitForEnd(AgentId agent, Guid itemId, TimeSpan patience, CancellationToken cancellationToken)
    {
        RequestDeadline.Current?.Extend(patience);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            return await Wait(agent, itemId, patience, ending.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<ItemOutcome?> Wait(AgentId agent, Guid itemId, TimeSpan patience, CancellationToken cancellationToken)
    {
        var queue = grains.Queue(agent);
        var started = clock.GetTimestamp();
        while (true)
        {
            var left = patience - clock.GetElapsedTime(started);
            var slice = left <= TimeSpan.Zero ? TimeSpan.Zero : left < MaxCall ? left : MaxCall;
            if (await queue.WaitForOutcome(itemId, slice, cancellationToken) is { } outcome)
                return outcome;
            if (left <= TimeSpan.Zero)
                return null;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
