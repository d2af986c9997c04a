namespace Sanctum.Limits;

/// <summary>
/// A bucket that is full at first and fills evenly: in any span of time at most its capacity and what flowed in meanwhile is
/// taken. The level is kept in whole ticks of the window for each permit, so that nothing is lost to rounding.
/// </summary>
/// <param name="rule">Capacity, and the window in which it fills.</param>
/// <param name="level">Permits in it at the start.</param>
/// <param name="start">When that was.</param>
internal sealed class TokenBucket(LimitRule rule, int level, TimeSpan start) : ILimitCounter
{
    private readonly long _permit = rule.Window.Ticks;
    private long _level = Math.Min(level, rule.Permits) * rule.Window.Ticks;
    private TimeSpan _filledAt = start;

    private long Capacity => rule.Permits * _permit;

    public int Remaining(TimeSpan now)
    {
        Fill(now);
        return (int)(_level / _permit);
    }

    public void Take(int permits, TimeSpan now)
    {
        Fill(now);
        _level -= permits * _permit;
    }

    // What flowed in since is left out: the bucket cannot tell whether it was full then.
    public void Add(TimedPermits taken)
    {
        Fill(taken.At);
        _level = Math.Max(0, _level - (Math.Min(taken.Count, rule.Permits) * _permit));
    }

    public TimeSpan UntilNext(TimeSpan now)
    {
        Fill(now);
        return Until(_permit);
    }

    public TimeSpan UntilFull(TimeSpan now)
    {
        Fill(now);
        return Until(Capacity);
    }

    public IReadOnlyList<TimedPermits> Taken(TimeSpan now)
    {
        Fill(now);
        var missing = (Capacity - _level + _permit - 1) / _permit;
        return missing == 0 ? [] : [new TimedPermits(now, (int)missing)];
    }

    private TimeSpan Until(long level) =>
        level <= _level ? TimeSpan.Zero : TimeSpan.FromTicks((level - _level + rule.Permits - 1) / rule.Permits);

    private void Fill(TimeSpan now)
    {
        if (now <= _filledAt)
            return;
        var elapsed = Math.Min((now - _filledAt).Ticks, _permit);
        _level = Math.Min(Capacity, _level + (elapsed * rule.Permits));
        _filledAt = now;
    }
}
