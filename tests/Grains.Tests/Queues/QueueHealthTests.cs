namespace Sanctum.Queues;

public sealed class QueueHealthTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private readonly QueueHealthOptions _options = new();

    [Theory]
    [InlineData(0, 10, QueueHealthLevel.Healthy)]
    [InlineData(2, 8, QueueHealthLevel.Healthy)]
    [InlineData(3, 7, QueueHealthLevel.Warning)]
    [InlineData(5, 5, QueueHealthLevel.Warning)]
    [InlineData(6, 4, QueueHealthLevel.Critical)]
    [InlineData(1, 0, QueueHealthLevel.Critical)]
    public void The_share_of_errors_decides(int errors, int others, QueueHealthLevel level)
    {
        Assert.Equal(level, Judge(Counts(error: errors, lately: others)).Level);
        Assert.Equal(level, Judge(Counts(error: errors, waiting: others)).Level);
    }

    [Fact]
    public void A_reason_names_the_number_and_the_limit()
    {
        var health = Judge(Counts(error: 6, lately: 4));

        var reason = Assert.Single(health.Reasons);
        Assert.Equal(("error_share", "6 of 10 items are in error: 60 %; the limit is 50 %."), (reason.Code, reason.Message));
    }

    [Fact]
    public void Each_thing_that_is_wrong_is_a_reason_and_the_worst_comes_first()
    {
        var counts = Counts(waiting: 600, error: 700) with { OldestWaiting = Now.AddHours(-2), ExpiredLeases = 3 };

        var health = Judge(counts, new QueueModeState(QueueMode.Paused, "lunch", Now.AddHours(-1)));

        Assert.Equal(QueueHealthLevel.Critical, health.Level);
        Assert.Equal(
            ["error_share", "backlog", "waiting_long", "leases_ran_out", "paused"], health.Reasons.Select(reason => reason.Code));
        Assert.Equal("The oldest item has waited for 02:00:00; the limit is 00:15:00.", health.Reasons[2].Message);
    }

    [Fact]
    public void Limits_are_settings()
    {
        _options.WarningItems = 5;

        Assert.Equal(QueueHealthLevel.Healthy, Judge(Counts(waiting: 5)).Level);
        Assert.Equal(QueueHealthLevel.Warning, Judge(Counts(waiting: 6)).Level);
    }

    [Theory]
    [InlineData(100, 40, 20, QueueTrend.Growing)]
    [InlineData(100, 20, 60, QueueTrend.Shrinking)]
    [InlineData(100, 25, 20, QueueTrend.Steady)]
    [InlineData(0, 0, 0, QueueTrend.Steady)]
    public void The_backlog_has_a_trend(long open, long arrived, long ended, QueueTrend trend)
    {
        var window = new CountedWindow(TimeSpan.FromMinutes(5), Done: ended, NoReply: 0, Error: 0, arrived, AverageTime: null)
            .Describe(open);

        Assert.Equal((trend, arrived - ended, ended / 5.0), (window.Trend, window.BacklogChange, window.PerMinute));
    }

    private QueueHealth Judge(QueueCounts counts, QueueModeState? mode = null) =>
        QueueHealthRules.Judge(new CountedQueue("ada", counts, mode ?? QueueModeState.Running), _options, Now);

    private static QueueCounts Counts(long waiting = 0, long error = 0, long lately = 0) =>
        new(waiting, 0, lately, 0, error, OldestWaiting: null, ExpiredLeases: 0, lately);
}
