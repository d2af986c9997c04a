using FsCheck;
using FsCheck.Fluent;

namespace Sanctum.Limits;

public sealed class TokenBucketTests
{
    private static readonly LimitRule Rule = new(LimitAlgorithm.TokenBucket, Permits: 20, TimeSpan.FromSeconds(10));
    private static readonly TimeSpan Start = TimeSpan.FromHours(1);

    [Fact]
    public void No_span_of_time_holds_more_than_the_capacity_and_what_flowed_in()
    {
        Prop.ForAll<List<(byte Gap, byte Wanted)>>(asked =>
        {
            var granted = Asked.Of(Full(), asked.Select(one => (one.Gap * 7, one.Wanted % 30)));

            for (var first = 0; first < granted.Count; first++)
            {
                var sum = 0;
                for (var last = first; last < granted.Count; last++)
                {
                    sum += granted[last].Count;
                    var flowed = (granted[last].At - granted[first].At) / Rule.Window * Rule.Permits;
                    Assert.True(sum <= Rule.Permits + flowed + 1e-6, $"{sum} in {granted[last].At - granted[first].At}");
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void An_empty_bucket_fills_evenly_and_not_beyond_its_capacity()
    {
        var bucket = Full();
        bucket.Take(20, Start);

        Assert.Equal(TimeSpan.FromSeconds(0.5), bucket.UntilNext(Start));
        Assert.Equal(TimeSpan.FromSeconds(10), bucket.UntilFull(Start));
        Assert.Equal(0, bucket.Remaining(Start + TimeSpan.FromSeconds(0.5) - TimeSpan.FromTicks(1)));
        Assert.Equal(1, bucket.Remaining(Start + TimeSpan.FromSeconds(0.5)));
        Assert.Equal(20, bucket.Remaining(Start + TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void The_largest_bucket_with_the_longest_window_does_not_overflow()
    {
        var rule = new LimitRule(LimitAlgorithm.TokenBucket, LimitRule.MaxPermits, LimitRule.MaxWindow);
        var bucket = new TokenBucket(rule, rule.Permits, Start);

        bucket.Take(rule.Permits, Start);

        Assert.Equal(0, bucket.Remaining(Start));
        Assert.Equal(rule.Permits, bucket.Remaining(Start + (LimitRule.MaxWindow * 2)));
    }

    private static TokenBucket Full() => new(Rule, Rule.Permits, Start);
}
