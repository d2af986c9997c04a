using Sanctum.Errors;

namespace Sanctum.Platforms;

/// <summary>
/// An adapter with the calls into it that are under way. Nobody else keeps the adapter, so when it has left, nothing of it is left.
/// </summary>
/// <param name="adapter">The adapter.</param>
/// <param name="guard">How it is called; without one, directly.</param>
internal sealed class HostedAdapter(IPlatformAdapter adapter, ICallGuard? guard = null)
{
    private readonly ICallGuard _guard = guard ?? TrustingGuard.Instance;
    private readonly CallGate _gate = new();
    private PlatformFacts? _facts;

    /// <summary>Its platform; empty before it has started.</summary>
    public string Name => _facts?.Platform ?? "";

    /// <summary>What it says of itself; known once it has started.</summary>
    public PlatformFacts Facts => _facts ?? throw new InvalidOperationException("An adapter is asked for its facts when it has started.");

    public async Task Start(CancellationToken cancellationToken)
    {
        await _guard.Call(() => adapter.StartAsync(cancellationToken));
        _facts = await _guard.Call(() => Task.FromResult(PlatformFacts.Of(adapter)));
    }

    /// <summary>Lets no further call in, waits for those that are under way, and stops it.</summary>
    public async Task Stop(CancellationToken cancellationToken)
    {
        await _gate.Close(cancellationToken);
        await _guard.Call(() => adapter.StopAsync(cancellationToken));
    }

    /// <summary>Lets a call in; false when the adapter is leaving. Whoever was let in leaves again with <see cref="Leave"/>.</summary>
    public bool TryEnter() => _gate.TryEnter();

    public void Leave() => _gate.Leave();

    /// <exception cref="DependencyException">The adapter cannot do that.</exception>
    public Task<T> Call<TAdapter, T>(Func<TAdapter, Task<T>> call) where TAdapter : class, IPlatformAdapter
    {
        if (adapter is not TAdapter able)
            throw new DependencyException(Facts.Platform, "its adapter cannot do that any more.", ErrorClass.Transient);
        return _guard.Call(() => call(able));
    }
}
