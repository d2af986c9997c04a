using FsCheck;
using FsCheck.Fluent;
using Sanctum.Platforms;

namespace Sanctum.Publishing;

public sealed class RateBudgetTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly RateWindow Hour = new(TimeSpan.FromHours(1), 10);

    [Fact]
    public void What_is_allowed_goes_at_once_and_the_rest_when_the_window_has_room()
    {
        var budget = new RateBudget([Hour]);

        Assert.Null(budget.TrySpend(6, Start));
        Assert.Null(budget.TrySpend(4, Start.AddMinutes(10)));
        Assert.Equal(TimeSpan.FromMinutes(40), budget.TrySpend(3, Start.AddMinutes(20)));
        Assert.Equal(TimeSpan.FromMinutes(50), budget.TrySpend(7, Start.AddMinutes(20)));
        Assert.Null(budget.TrySpend(6, Start.AddHours(1)));
    }

    [Fact]
    public void Every_window_holds()
    {
        var budget = new RateBudget([Hour, new RateWindow(TimeSpan.FromDays(1), 15)]);
        Assert.Null(budget.TrySpend(10, Start));
        Assert.Null(budget.TrySpend(5, Start.AddHours(1)));

        Assert.Equal(TimeSpan.FromHours(21), budget.TrySpend(1, Start.AddHours(3)));
    }

    [Fact]
    public void What_costs_more_than_a_window_goes_when_the_window_is_empty()
    {
        var budget = new RateBudget([Hour]);
        Assert.Null(budget.TrySpend(1, Start));

        Assert.Equal(TimeSpan.FromHours(1), budget.TrySpend(25, Start));
        Assert.Null(budget.TrySpend(25, Start.AddHours(1)));
    }

    [Fact]
    public void What_the_platform_says_counts_more()
    {
        var budget = new RateBudget([Hour]);
        budget.Apply(new RateAllowance(5, Start.AddHours(2)), points: 3);
        Assert.Null(budget.TrySpend(1, Start));

        budget.Apply(new RateAllowance(2, Start.AddHours(2)), points: 3);

        Assert.Equal(TimeSpan.FromHours(2), budget.TrySpend(1, Start));
    }

    [Fact]
    public void No_window_ever_holds_more_than_it_may_and_nothing_waits_longer_than_it()
    {
        Prop.ForAll<List<(byte Points, byte Seconds)>>(posts =>
        {
            var window = new RateWindow(TimeSpan.FromMinutes(2), 300);
            var budget = new RateBudget([window]);
            var sent = new List<(DateTimeOffset At, int Points)>();
            var now = Start;
            foreach (var (points, seconds) in posts)
            {
                now += TimeSpan.FromSeconds(seconds);
                if (budget.TrySpend(points, now) is { } wait)
                {
                    Assert.InRange(wait, TimeSpan.FromTicks(1), window.Length);
                    now += wait;
                    // A second look may find that what was counted together ends together.
                    Assert.Null(budget.TrySpend(points, now));
                }
                sent.Add((now, points));
                Assert.InRange(sent.Where(post => post.At > now - window.Length).Sum(post => post.Points), 0, window.Points);
            }
        }).QuickCheckThrowOnFailure();
    }
}
