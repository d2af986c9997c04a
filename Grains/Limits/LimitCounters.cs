namespace Sanctum.Limits;

/// <summary>Makes the counter of a rule from what is known of the time before.</summary>
internal static class LimitCounters
{
    /// <summary>A counter that counts what gateways reported and what was granted here.</summary>
    /// <param name="rule">What it counts by.</param>
    /// <param name="heard">Reports of gateways about the time before this activation.</param>
    /// <param name="granted">What this activation granted.</param>
    /// <param name="now">The present.</param>
    public static ILimitCounter Create(
        LimitRule rule, IReadOnlyCollection<HeardReport> heard, IReadOnlyCollection<TimedPermits> granted, TimeSpan now) =>
        rule.Algorithm == LimitAlgorithm.TokenBucket
            ? Bucket(rule, heard, granted, now)
            : With(new SlidingWindow(rule), heard.SelectMany(report => report.Taken).Concat(granted));

    // Each answer bounds the level from above, for what others took later is missing in it. In the last one nothing is.
    private static ILimitCounter Bucket(
        LimitRule rule, IReadOnlyCollection<HeardReport> heard, IReadOnlyCollection<TimedPermits> granted, TimeSpan now)
    {
        var last = heard.MinBy(report => report.Remaining + ((now - report.AnsweredAt) / rule.Window * rule.Permits));
        var bucket = last is null
            ? new TokenBucket(rule, rule.Permits, now - rule.Window)
            : new TokenBucket(rule, last.Remaining, last.AnsweredAt);
        return With(bucket, granted);
    }

    private static ILimitCounter With(ILimitCounter counter, IEnumerable<TimedPermits> taken)
    {
        foreach (var one in taken.OrderBy(one => one.At))
            counter.Add(one);
        return counter;
    }
}

/// <summary>A gateway's report, in the time of the activation that heard it.</summary>
/// <param name="Taken">What the gateway took.</param>
/// <param name="Remaining">What remained after its last answer.</param>
/// <param name="AnsweredAt">When it got that.</param>
internal sealed record HeardReport(IReadOnlyList<TimedPermits> Taken, int Remaining, TimeSpan AnsweredAt)
{
    public static HeardReport From(LimitReport report, TimeSpan now) => new(
        [.. report.Taken.Select(taken => new TimedPermits(now - taken.Ago, taken.Count))],
        report.Remaining, now - report.AnsweredAgo);
}
