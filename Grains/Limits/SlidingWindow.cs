namespace Sanctum.Limits;

/// <summary>At most so many permits in any window.</summary>
internal sealed class SlidingWindow(LimitRule rule) : ILimitCounter
{
    private readonly TakenLog _taken = new(rule.Window);

    public int Remaining(TimeSpan now) => Math.Max(0, rule.Permits - _taken.TotalAt(now));

    public void Take(int permits, TimeSpan now) => _taken.Add(now, permits);

    public void Add(TimedPermits taken) => _taken.Add(taken.At, taken.Count);

    public TimeSpan UntilNext(TimeSpan now) => _taken.UntilAtMost(rule.Permits - 1, now);

    public TimeSpan UntilFull(TimeSpan now) => _taken.UntilAtMost(0, now);

    public IReadOnlyList<TimedPermits> Taken(TimeSpan now) =>
        [.. _taken.EntriesAt(now).Select(taken => new TimedPermits(now - taken.Ago, taken.Count))];
}
