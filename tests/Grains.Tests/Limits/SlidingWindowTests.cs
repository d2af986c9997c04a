using FsCheck;
using FsCheck.Fluent;

namespace Sanctum.Limits;

public sealed class SlidingWindowTests
{
    private static readonly LimitRule Rule = new(LimitAlgorithm.SlidingWindow, Permits: 20, TimeSpan.FromSeconds(10));

    [Fact]
    public void No_window_holds_more_than_the_limit()
    {
        Prop.ForAll<List<(byte Gap, byte Wanted)>>(asked =>
        {
            var granted = Asked.Of(new SlidingWindow(Rule), asked.Select(one => (one.Gap * 7, one.Wanted % 30)));

            Assert.All(granted, last => Assert.True(
                granted.Where(one => one.At <= last.At && one.At > last.At - Rule.Window).Sum(one => one.Count) <= Rule.Permits));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void What_was_refused_is_free_when_it_says_and_not_before()
    {
        var window = new SlidingWindow(Rule);
        var now = TimeSpan.FromSeconds(33.3);
        window.Take(15, now);
        window.Take(5, now + TimeSpan.FromSeconds(4));
        now += TimeSpan.FromSeconds(5);

        var wait = window.UntilNext(now);

        Assert.InRange(wait, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5.1));
        Assert.Equal(0, window.Remaining(now + wait - TimeSpan.FromTicks(1)));
        Assert.Equal(15, window.Remaining(now + wait));
        Assert.InRange(window.UntilFull(now), TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(9.1));
    }

    [Fact]
    public void What_others_took_counts_until_it_is_a_window_old()
    {
        var window = new SlidingWindow(Rule);
        var now = TimeSpan.FromMinutes(1);
        window.Add(new TimedPermits(now - TimeSpan.FromSeconds(9), 12));
        window.Add(new TimedPermits(now - TimeSpan.FromSeconds(20), 12));

        Assert.Equal(8, window.Remaining(now));
        Assert.Equal(20, window.Remaining(now + TimeSpan.FromSeconds(1.2)));
    }
}

/// <summary>Asks a counter again and again.</summary>
internal static class Asked
{
    /// <returns>What was granted, and when.</returns>
    public static List<TimedPermits> Of(ILimitCounter counter, IEnumerable<(int Gap, int Wanted)> asked)
    {
        var now = TimeSpan.FromHours(1);
        var granted = new List<TimedPermits>();
        foreach (var (gap, wanted) in asked)
        {
            now += TimeSpan.FromMilliseconds(gap);
            var count = Math.Min(wanted, counter.Remaining(now));
            counter.Take(count, now);
            granted.Add(new TimedPermits(now, count));
        }
        return granted;
    }
}
