namespace Sanctum.Platforms;

/// <summary>Counts the calls that are under way, so that what they call can leave when the last of them has ended.</summary>
internal sealed class CallGate
{
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private int _underWay;
    private bool _isClosed;

    /// <summary>
    /// Lets a call in; false when the gate is closed. A caller that was let in leaves again with <see cref="Leave"/>.
    /// </summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_isClosed)
                return false;
            _underWay++;
            return true;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            if (--_underWay == 0 && _isClosed)
                _drained.TrySetResult();
        }
    }

    /// <summary>Lets no further call in, and waits for those that are under way.</summary>
    public Task Close(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _isClosed = true;
            if (_underWay == 0)
                _drained.TrySetResult();
        }
        return _drained.Task.WaitAsync(cancellationToken);
    }
}
