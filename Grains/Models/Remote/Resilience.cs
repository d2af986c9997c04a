using System.Diagnostics.Metrics;
using Polly;
using Polly.CircuitBreaker;
using Polly.Fallback;
using Polly.Retry;
using Sanctum.Errors;

namespace Sanctum.Models.Remote;

/// <summary>
/// A provider's retry and circuit. The circuit is shared by all its models and shown by the gauge <c>sanctum.models.circuit</c>.
/// </summary>
internal static class Resilience
{
    private static readonly Meter Meter = new("Sanctum");

    public static ProviderCircuit For(string provider, ProviderOptions options)
    {
        var state = new CircuitBreakerStateProvider();
        Meter.CreateObservableGauge(
            "sanctum.models.circuit",
            () => new Measurement<int>((int)state.CircuitState, new KeyValuePair<string, object?>("provider", provider)),
            description: "State of a model provider's circuit: 0 closed, 1 open, 2 half open");
        var builder = new ResiliencePipelineBuilder<Attempt>().AddFallback(OutageOf(options, state));
        // Polly takes no retry strategy of zero attempts.
        if (options.MaxRetries > 0)
            builder.AddRetry(RetryOf(options));
        var circuit = FailureRatioCircuit.Of<Attempt>(
            options.CircuitAttempts, options.CircuitBreak, state,
            failure => failure.Class == ErrorClass.Transient || failure.InnerException is UnreadableAnswerException);
        return new ProviderCircuit(builder.AddCircuitBreaker(circuit).Build(), state);
    }

    /// <summary>The wait after a failure: never less than the first delay, also where the server asks for less.</summary>
    internal static TimeSpan WaitAfter(Exception? failure, int failures, ProviderOptions options) =>
        // Half of a backoff is certain, so its base is twice the delay.
        new Backoff(2 * options.RetryDelay, options.MaxRetryDelay)
            .Delay(failures, (failure as DependencyException)?.RetryAfter);

    private static RetryStrategyOptions<Attempt> RetryOf(ProviderOptions options) => new()
    {
        MaxRetryAttempts = options.MaxRetries,
        ShouldHandle = new PredicateBuilder<Attempt>().Handle<DependencyException>(
            failure => failure.Class == ErrorClass.Transient && !(failure.RetryAfter > options.MaxRetryDelay)),
        DelayGenerator = failed => ValueTask.FromResult<TimeSpan?>(
            WaitAfter(failed.Outcome.Exception, failed.AttemptNumber + 1, options)),
    };

    // A failure that leaves the circuit open is an outage of the provider, not a fault of this one call.
    private static FallbackStrategyOptions<Attempt> OutageOf(ProviderOptions options, CircuitBreakerStateProvider state) => new()
    {
        ShouldHandle = new PredicateBuilder<Attempt>().Handle<DependencyException>(
            failure => failure.Class == ErrorClass.Transient && state.CircuitState != CircuitState.Closed),
        FallbackAction = failed => Outcome.FromExceptionAsValueTask<Attempt>(
            ((DependencyException)failed.Outcome.Exception!).AsOutage(options.CircuitBreak)),
    };
}

/// <summary>What a provider's calls go through, and whether any goes through now.</summary>
internal sealed record ProviderCircuit(ResiliencePipeline<Attempt> Pipeline, CircuitBreakerStateProvider State)
{
    public bool IsOpen => State.CircuitState is CircuitState.Open or CircuitState.Isolated;
}
