namespace Sanctum.Platforms.Bluesky;

/// <summary>
/// How many calls are under way at one server at once. As TCP does it, there is room for one more after every windowful that went
/// well, and for half as many when the server is in trouble or slow: one that is given more than it can do answers nobody in
/// time.
/// </summary>
internal sealed class CallWindow
{
    private const double Least = 2;
    private const double First = 4;
    private const double Most = 16;
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private double _size = First;
    private int _underWay;
    private int _shrinks;

    /// <summary>Waits until there is room; those who came first go first.</summary>
    /// <returns>What <see cref="Leave"/> wants to know.</returns>
    public async Task<int> Enter(CancellationToken cancellationToken)
    {
        TaskCompletionSource place;
        lock (_gate)
        {
            if (_waiting.Count == 0 && _underWay + 1 <= _size)
            {
                _underWay++;
                return _shrinks;
            }
            _waiting.Enqueue(place = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        await using var _ = cancellationToken.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), place);
        await place.Task;
        lock (_gate)
            return _shrinks;
    }

    /// <summary>A call has ended.</summary>
    /// <param name="entered">What <see cref="Enter"/> gave.</param>
    /// <param name="wentWell">Whether the server answered as one does that has time.</param>
    public void Leave(int entered, bool wentWell)
    {
        lock (_gate)
        {
            _underWay--;
            if (wentWell)
            {
                _size = Math.Min(Most, _size + 1 / _size);
            }
            else if (entered == _shrinks)
            {
                // The calls that were under way together tell of the same trouble.
                _size = Math.Max(Least, _size / 2);
                _shrinks++;
            }
            while (_underWay + 1 <= _size && _waiting.TryDequeue(out var first))
            {
                // Whoever waited no longer leaves the room to the next.
                if (first.TrySetResult())
                    _underWay++;
            }
        }
    }
}
