using System.Collections.Immutable;
using Orleans.Runtime;

namespace Sanctum.Runtime.Activation;

/// <summary>What travels with a call.</summary>
/// <param name="Entries">The caller's values.</param>
/// <param name="Chain">The call chain that may come back to where it started, or null.</param>
internal sealed record ContextValues(ImmutableDictionary<string, object> Entries, object? Chain)
{
    public static ContextValues Empty { get; } = new(ImmutableDictionary<string, object>.Empty, null);
}

/// <summary>A stretch of code in which call chain reentrancy is allowed or suppressed.</summary>
internal sealed class ReentrancySection : IDisposable
{
    private readonly ContextValues? _before = RequestContext.Values;
    private readonly GrainActivation? _activation;
    private readonly object? _chain;

    private ReentrancySection(object? chain, GrainActivation? activation)
    {
        _chain = chain;
        _activation = activation;
        RequestContext.Values = (_before ?? ContextValues.Empty) with { Chain = chain };
        if (chain is not null)
            activation?.AllowChain(chain);
    }

    public static ReentrancySection Enter() => new(RequestContext.Values?.Chain ?? new object(), ActivationContext.Current);

    public static ReentrancySection Leave() => new(null, null);

    public void Dispose()
    {
        if (_chain is not null)
            _activation?.ForbidChain(_chain);
        RequestContext.Values = _before;
    }
}
