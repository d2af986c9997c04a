using System.Diagnostics.CodeAnalysis;

namespace Sanctum.Errors;

/// <summary>Exponential backoff with full jitter, so that what failed together does not come back together.</summary>
/// <param name="Base">The most that the first retry waits.</param>
/// <param name="Cap">The most that any retry waits.</param>
internal readonly record struct Backoff(TimeSpan Base, TimeSpan Cap)
{
    private const int MaxDoublings = 30;

    /// <summary>The wait before the attempt that follows <paramref name="failures"/> failures.</summary>
    /// <param name="failures">From 1.</param>
    /// <param name="atLeast">What the other side asked for, honoured up to the cap.</param>
    /// <param name="random">Where the jitter comes from; by default from the process.</param>
    [SuppressMessage(
        "ApiDesign", "RS0030",
        Justification = "Jitter has to differ between processes; who wants the same gives a Random.")]
    public TimeSpan Delay(int failures, TimeSpan? atLeast, Random? random = null)
    {
        random ??= Random.Shared;
        var ceiling = Math.Min(Cap.TotalMilliseconds, Base.TotalMilliseconds * (1L << Math.Clamp(failures - 1, 0, MaxDoublings)));
        // Half is certain: a jitter down to nothing would retry at once.
        var jittered = TimeSpan.FromMilliseconds(ceiling / 2 + random.NextDouble() * ceiling / 2);
        var asked = atLeast is { } wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        return TimeSpan.FromTicks(Math.Min(Math.Max(jittered.Ticks, asked.Ticks), Math.Max(Cap.Ticks, jittered.Ticks)));
    }
}
