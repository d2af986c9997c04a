using Polly;
using Polly.CircuitBreaker;

namespace Sanctum.Errors;

/// <summary>
/// The circuit breaker of a remote service: while it is open, calls fail at once. Transient failures count, permanent ones do
/// not. A call that its caller cancels counts as a success.
/// </summary>
/// <typeparam name="T">What a call answers.</typeparam>
internal sealed class DependencyCircuit<T>
{
    private readonly string _dependency;
    private readonly TimeSpan _pause;
    private readonly TimeProvider _clock;
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline<T> _pipeline;
    private Failure? _last;

    /// <param name="dependency">The service, as <see cref="DependencyException.Dependency"/> names it.</param>
    /// <param name="minCalls">Fewer calls within half a minute do not open the circuit.</param>
    /// <param name="pause">How long it lets nothing through once it is open.</param>
    /// <param name="clock">Measures both.</param>
    public DependencyCircuit(string dependency, int minCalls, TimeSpan pause, TimeProvider clock)
    {
        (_dependency, _pause, _clock) = (dependency, pause, clock);
        var circuit = FailureRatioCircuit.Of<T>(minCalls, pause, _state, failure => failure.Class == ErrorClass.Transient);
        _pipeline = new ResiliencePipelineBuilder<T> { TimeProvider = clock }.AddCircuitBreaker(circuit).Build();
    }

    public CircuitState State => _state.CircuitState;

    /// <summary>The last failure; null before the first.</summary>
    public (string Message, DateTimeOffset At)? LastFailure =>
        Volatile.Read(ref _last) is { } last ? (last.Message, last.At) : null;

    /// <summary>Makes a call.</summary>
    /// <exception cref="DependencyException">It failed, or is not made now.</exception>
    public async Task<T> Call(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async ct => await call(ct), cancellationToken);
        }
        catch (BrokenCircuitException open)
        {
            throw new DependencyException(
                _dependency,
                $"circuit open after too many failures; the last failure: {LastFailure?.Message ?? "unknown"}",
                ErrorClass.Transient, open.RetryAfter ?? _pause, isOutage: true);
        }
        catch (DependencyException failure)
        {
            Volatile.Write(ref _last, new Failure(failure.Message, _clock.GetUtcNow()));
            throw;
        }
    }

    private sealed record Failure(string Message, DateTimeOffset At);
}
