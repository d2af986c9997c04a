using System.Collections.Immutable;

namespace Sanctum.Caching;

/// <summary>Keeps the last removals; every silo that uses a cache waits here for the next one.</summary>
[GrainType("cacheremovals")]
internal sealed class CacheRemovalGrain(TimeProvider clock) : Grain, ICacheRemovalGrain
{
    /// <summary>Removals that are kept; who is further behind empties its memory.</summary>
    public const int MaxKept = 10_000;

    private static readonly TimeSpan MaxFollow = TimeSpan.FromSeconds(10);

    private readonly Guid _log = Guid.CreateVersion7();
    private readonly Queue<string> _kept = new();
    private long _count;
    private TaskCompletionSource _next = NewSignal();

    public Task Publish(ImmutableArray<string> keys)
    {
        foreach (var key in keys)
        {
            _kept.Enqueue(key);
            if (_kept.Count > MaxKept)
                _kept.Dequeue();
        }
        _count += keys.Length;
        var next = _next;
        _next = NewSignal();
        next.SetResult();
        return Task.CompletedTask;
    }

    public async Task<CacheRemovals> Follow(CachePosition? after, CancellationToken cancellationToken)
    {
        if (after == Position)
            await _next.Task.WaitAsync(MaxFollow, clock, cancellationToken).ConfigureAwait(
                ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        var missed = after?.Log == _log ? _count - after.Number : long.MaxValue;
        return missed > _kept.Count
            ? new CacheRemovals([], Position, IsGap: true)
            : new CacheRemovals([.. _kept.TakeLast((int)missed)], Position, IsGap: false);
    }

    private CachePosition Position => new(_log, _count);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
