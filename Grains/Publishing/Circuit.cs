using System.Diagnostics;
using Sanctum.Errors;

namespace Sanctum.Publishing;

/// <summary>
/// Stops an account from sending after failures in a row, so that a platform in trouble is left alone. When the pause is
/// over one more failure opens it again; one success closes it.
/// </summary>
internal sealed class Circuit(int threshold, TimeSpan pause)
{
    private int _failures;
    private long _openedAt;
    private long? _failingSince;

    /// <summary>How long it stays open, or null while posts may go.</summary>
    public TimeSpan? OpenFor
    {
        get
        {
            if (_failures < threshold)
                return null;
            var left = pause - Stopwatch.GetElapsedTime(_openedAt);
            return left > TimeSpan.Zero ? left : null;
        }
    }

    /// <summary>How long it has opened again and again, with no success since.</summary>
    public TimeSpan FailingFor => _failingSince is { } since ? Stopwatch.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Notes how an attempt went; a permanent failure is the post's own fault and counts for neither side.</summary>
    public void Record(ErrorClass? failure)
    {
        if (failure is null)
            (_failures, _failingSince) = (0, null);
        else if (failure is ErrorClass.Transient or ErrorClass.Health && ++_failures >= threshold)
        {
            _openedAt = Stopwatch.GetTimestamp();
            _failingSince ??= _openedAt;
        }
    }
}
