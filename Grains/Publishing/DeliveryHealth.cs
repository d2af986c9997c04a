using Sanctum.Errors;

namespace Sanctum.Publishing;

/// <summary>How well the posts of an account go out, and how many may therefore be under way.</summary>
/// <param name="options">The limits.</param>
/// <param name="widened">Called when more may be under way than before.</param>
internal sealed class DeliveryHealth(OutboxOptions options, Action widened)
{
    private readonly Circuit _circuit = new(options.CircuitThreshold, options.CircuitPause);
    private readonly BatchSize _batch = new(options.MaxConcurrentPosts);

    public OutboxHealth Health =>
        OpenFor is not null ? OutboxHealth.Down : _batch.IsFull ? OutboxHealth.Normal : OutboxHealth.Degraded;

    /// <summary>How many posts may be under way at once now; 0 while the circuit is open.</summary>
    public int BatchSize => OpenFor is null ? _batch.Effective : 0;

    /// <summary>How long nothing goes out, or null while posts may go.</summary>
    public TimeSpan? OpenFor => _circuit.OpenFor;

    /// <summary>
    /// How long no post is looked at, or null. Once those never tried may go elsewhere, they are looked at although nothing goes
    /// out.
    /// </summary>
    public TimeSpan? NextLookIn =>
        OpenFor is { } open && UntilFallback is { Ticks: > 0 } patience ? (open < patience ? open : patience) : null;

    /// <summary>Whether posts have failed for so long that those never tried may go elsewhere.</summary>
    public bool MayFallBack => OpenFor is not null && UntilFallback <= TimeSpan.Zero;

    /// <summary>For how long posts have failed, its circuit opening again and again.</summary>
    public TimeSpan FailingFor => _circuit.FailingFor;

    private TimeSpan UntilFallback => options.FallbackAfter - FailingFor;

    /// <summary>Notes how an attempt went.</summary>
    public void Record(ErrorClass? failure)
    {
        var before = BatchSize;
        _circuit.Record(failure);
        _batch.Record(failure);
        if (BatchSize > before)
            widened();
    }
}
