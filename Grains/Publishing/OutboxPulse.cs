using Sanctum.Errors;

namespace Sanctum.Publishing;

/// <summary>How well the posts of an account go out, and how many may therefore be under way.</summary>
internal sealed class OutboxPulse(OutboxOptions options)
{
    private readonly Circuit _circuit = new(options.CircuitThreshold, options.CircuitPause);
    private readonly BatchSize _batch = new(options.MaxConcurrentPosts);

    public OutboxHealth Health => OpenFor is not null ? OutboxHealth.Down : _batch.IsFull ? OutboxHealth.Normal : OutboxHealth.Degraded;

    /// <summary>How many posts may be under way at once now; 0 while the circuit is open.</summary>
    public int BatchSize => OpenFor is null ? _batch.Effective : 0;

    /// <summary>How long nothing goes out, or null while posts may go.</summary>
    public TimeSpan? OpenFor => _circuit.OpenFor;

    /// <summary>For how long posts have failed, its circuit opening again and again.</summary>
    public TimeSpan FailingFor => _circuit.FailingFor;

    /// <summary>Notes how an attempt went.</summary>
    public void Record(ErrorClass? failure)
    {
        _circuit.Record(failure);
        _batch.Record(failure);
    }
}
