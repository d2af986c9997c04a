using Polly;
using Polly.CircuitBreaker;

namespace Sanctum.Errors;

/// <summary>The circuit of a remote service: it opens when half of the calls within half a minute have failed.</summary>
internal static class FailureRatioCircuit
{
    /// <param name="minCalls">Fewer calls within half a minute do not open it.</param>
    /// <param name="pause">How long it lets nothing through once it is open.</param>
    /// <param name="state">Where its state can be read.</param>
    /// <param name="counts">Whether a failure counts; every other outcome is a success.</param>
    public static CircuitBreakerStrategyOptions<T> Of<T>(
        int minCalls, TimeSpan pause, CircuitBreakerStateProvider state, Func<DependencyException, bool> counts) => new()
        {
            FailureRatio = 0.5,
            MinimumThroughput = minCalls,
            SamplingDuration = TimeSpan.FromSeconds(30),
            BreakDuration = pause,
            StateProvider = state,
            ShouldHandle = new PredicateBuilder<T>().Handle(counts),
        };
}
