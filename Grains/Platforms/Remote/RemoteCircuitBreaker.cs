using System.Text.Json;
using Polly.CircuitBreaker;
using Sanctum.Errors;

namespace Sanctum.Platforms.Remote;

/// <summary>
/// The circuit breaker of an adapter: while it is open, posts wait and other calls fail at once.
/// </summary>
internal sealed class RemoteCircuitBreaker(string platform, RemoteOptions options, TimeProvider clock)
{
    private readonly DependencyCircuit<JsonElement> _circuit = new(platform, options.CircuitCalls, options.CircuitPause, clock);

    /// <summary>What operators see.</summary>
    public RemoteState Describe(string baseUrl)
    {
        var circuit = _circuit.State switch
        {
            CircuitState.Closed => RemoteCircuit.Closed,
            CircuitState.HalfOpen => RemoteCircuit.HalfOpen,
            _ => RemoteCircuit.Open,
        };
        var last = _circuit.LastFailure;
        return new RemoteState(baseUrl, circuit, last?.Message, last?.At);
    }

    /// <summary>Makes a call.</summary>
    /// <exception cref="DependencyException">It failed, or is not made now.</exception>
    public Task<JsonElement> Call(Func<CancellationToken, Task<JsonElement>> call, CancellationToken cancellationToken) =>
        _circuit.Call(call, cancellationToken);
}
