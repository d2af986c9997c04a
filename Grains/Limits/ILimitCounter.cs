namespace Sanctum.Limits;

/// <summary>Counts the permits of one subject. Times are spans of one clock that only grows.</summary>
internal interface ILimitCounter
{
    /// <summary>Permits that are free.</summary>
    int Remaining(TimeSpan now);

    /// <summary>Takes permits that are free.</summary>
    void Take(int permits, TimeSpan now);

    /// <summary>Counts what others took without asking here; then more may be taken than allowed, and nothing remains.</summary>
    void Add(TimedPermits taken);

    /// <summary>How long until one permit more than now is free, if all are taken; zero while some are free.</summary>
    TimeSpan UntilNext(TimeSpan now);

    /// <summary>How long until all are free, if nobody takes more.</summary>
    TimeSpan UntilFull(TimeSpan now);

    /// <summary>What counts now, oldest first, for a counter of another rule.</summary>
    IReadOnlyList<TimedPermits> Taken(TimeSpan now);
}

/// <summary>Permits that were taken at a time.</summary>
internal readonly record struct TimedPermits(TimeSpan At, int Count);
