using Sanctum.Errors;

namespace Sanctum.Platforms;

/// <summary>
/// An adapter with the calls into it that are under way. Nobody else keeps the adapter, so when it has left, nothing of it is left.
/// </summary>
internal sealed class HostedAdapter
{
    private readonly IPlatformAdapter _adapter;
    private readonly ICallGuard _guard;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private int _callsUnderWay;
    private bool _isLeaving;
    private PlatformFacts? _facts;

    /// <param name="adapter">The adapter.</param>
    /// <param name="guard">How it is called; without one, directly.</param>
    public HostedAdapter(IPlatformAdapter adapter, ICallGuard? guard = null) => (_adapter, _guard) = (adapter, guard ?? TrustingGuard.Instance);

    /// <summary>What it says of itself; known once it has started.</summary>
    public PlatformFacts Facts => _facts ?? throw new InvalidOperationException("An adapter is asked for its facts when it has started.");

    public async Task Start(CancellationToken cancellationToken)
    {
        await _guard.Call(() => Done(_adapter.StartAsync(cancellationToken)));
        _facts = await _guard.Call(() => Task.FromResult(PlatformFacts.Of(_adapter)));
    }

    /// <summary>Lets no further call in, waits for those that are under way, and stops it.</summary>
    public async Task Stop(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _isLeaving = true;
            if (_callsUnderWay == 0)
                _drained.TrySetResult();
        }
        await _drained.Task.WaitAsync(cancellationToken);
        await _guard.Call(() => Done(_adapter.StopAsync(cancellationToken)));
    }

    /// <summary>Lets a call in; false when the adapter is leaving. Whoever was let in leaves again with <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_isLeaving)
                return false;
            _callsUnderWay++;
            return true;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            if (--_callsUnderWay == 0 && _isLeaving)
                _drained.TrySetResult();
        }
    }

    /// <exception cref="DependencyException">The adapter cannot do that.</exception>
    public Task<T> Call<TAdapter, T>(Func<TAdapter, Task<T>> call) where TAdapter : class, IPlatformAdapter
    {
        if (_adapter is not TAdapter able)
            throw new DependencyException(Facts.Platform, "its adapter cannot do that any more.", ErrorClass.Transient);
        return _guard.Call(() => call(able));
    }

    private static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }
}
