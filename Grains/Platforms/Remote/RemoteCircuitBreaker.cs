using System.Text.Json;
using Polly;
using Polly.CircuitBreaker;
using Sanctum.Errors;

namespace Sanctum.Platforms.Remote;

/// <summary>
/// Leaves an adapter alone that fails too often: what wants to go out waits, and nobody waits for a process that hangs.
/// </summary>
internal sealed class RemoteCircuitBreaker
{
    private readonly string _platform;
    private readonly RemoteOptions _options;
    private readonly TimeProvider _clock;
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline<JsonElement> _pipeline;
    private Failure? _last;

    public RemoteCircuitBreaker(string platform, RemoteOptions options, TimeProvider clock)
    {
        (_platform, _options, _clock) = (platform, options, clock);
        var circuit = FailureRatioCircuit.Of<JsonElement>(
            options.CircuitCalls, options.CircuitPause, _state, failure => failure.Class == ErrorClass.Transient);
        _pipeline = new ResiliencePipelineBuilder<JsonElement> { TimeProvider = clock }.AddCircuitBreaker(circuit).Build();
    }

    /// <summary>What operators see.</summary>
    public RemoteState Describe(string baseUrl)
    {
        var circuit = _state.CircuitState switch
        {
            CircuitState.Closed => RemoteCircuit.Closed,
            CircuitState.HalfOpen => RemoteCircuit.HalfOpen,
            _ => RemoteCircuit.Open,
        };
        var last = Volatile.Read(ref _last);
        return new RemoteState(baseUrl, circuit, last?.Message, last?.At);
    }

    /// <summary>Makes a call.</summary>
    /// <exception cref="DependencyException">It failed, or is not made now.</exception>
    public async Task<JsonElement> Call(Func<CancellationToken, Task<JsonElement>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async ct => await call(ct), cancellationToken);
        }
        catch (BrokenCircuitException open)
        {
            var cause = Volatile.Read(ref _last)?.Message ?? "unknown";
            throw new DependencyException(
                _platform, $"its adapter failed too often and is left alone for a while; the last failure: {cause}",
                ErrorClass.Transient, open.RetryAfter ?? _options.CircuitPause, isOutage: true);
        }
        catch (DependencyException failure)
        {
            Volatile.Write(ref _last, new Failure(failure.Message, _clock.GetUtcNow()));
            throw;
        }
    }

    private sealed record Failure(string Message, DateTimeOffset At);
}
