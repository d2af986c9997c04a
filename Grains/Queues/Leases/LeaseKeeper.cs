using Sanctum.Turns;

namespace Sanctum.Queues;

/// <summary>
/// Keeps a lease alive while its holder works, and cancels <see cref="Revoked"/> the moment it is lost, so that a cancelled
/// or overtaken turn stops its model call or tool at once.
/// </summary>
internal sealed class LeaseKeeper : IAsyncDisposable
{
    // A short turn is over before it needs a keeper; a cancellation that falls into this time is heard at its end.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _revoked = new();
    private readonly CancellationTokenSource _released = new();
    private readonly Action _whenReleased;
    private readonly Task _loop;

    private LeaseKeeper(IQueueGrain queue, LeaseToken lease, LeaseHolder holder, Action whenReleased) =>
        (_whenReleased, _loop) = (whenReleased, KeepAlive(queue, lease, holder));

    /// <summary>Cancelled when the lease is no longer held.</summary>
    public CancellationToken Revoked => _revoked.Token;

    /// <summary>Starts to keep <paramref name="lease"/> alive until the keeper is disposed.</summary>
    public static LeaseKeeper Hold(IQueueGrain queue, LeaseToken lease, LeaseHolder holder, Action whenReleased) =>
        new(queue, lease, holder, whenReleased);

    public async ValueTask DisposeAsync()
    {
        await _released.CancelAsync();
        await _loop;
        _whenReleased();
        _released.Dispose();
        _revoked.Dispose();
    }

    private async Task KeepAlive(IQueueGrain queue, LeaseToken lease, LeaseHolder holder)
    {
        await Task.Delay(Grace, _released.Token).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (_released.IsCancellationRequested)
            return;
        try
        {
            holder.ShowItself();
            while (await holder.Reach(() => queue.KeepAlive(lease, _released.Token), _released.Token))
            {
            }
        }
        catch (OperationCanceledException) when (_released.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A queue that cannot be reached cannot prolong the lease; the holder stops rather than work for nothing, and
            // the fencing token decides about whatever it has sent already.
        }
        if (!_released.IsCancellationRequested)
            await _revoked.CancelAsync();
    }
}
