using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;

namespace Sanctum.Limits;

public sealed class SubjectCountTests
{
    private static readonly LimitRule Window = new(LimitAlgorithm.SlidingWindow, Permits: 100, TimeSpan.FromSeconds(60));
    private static readonly LimitRule Bucket = new(LimitAlgorithm.TokenBucket, Permits: 100, TimeSpan.FromSeconds(20));

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Gateways_share_one_limit()
    {
        var count = New();
        var (first, second) = (new ReportingGateway(_clock, Window), new ReportingGateway(_clock, Window));

        Assert.Equal(60, first.Take(count, 60).Granted);
        var answer = second.Take(count, 60);

        Assert.Equal((40, 0), (answer.Granted, answer.Remaining));
        Assert.InRange(answer.RetryAfter, Window.Window, Window.Window * 1.01);
        Assert.False(answer.IsLearning);
    }

    [Fact]
    public void Repeated_call_takes_nothing_and_an_older_one_neither()
    {
        var count = New();
        var report = new LimitReport(Guid.NewGuid(), 7, [], 0, TimeSpan.Zero);
        var answer = count.Take(Window, 10, report);

        Assert.Same(answer, count.Take(Window, 10, report));
        Assert.Equal(0, count.Take(Window, 10, report with { Number = 6 }).Granted);

        Assert.Equal(89, count.Take(Window, 1, report with { Number = 8 }).Remaining);
    }

    [Fact]
    public void A_new_subject_where_no_silo_was_lost_gets_all_at_once()
    {
        Assert.Equal(100, new ReportingGateway(_clock, Window).Take(New(), 200).Granted);
    }

    [Fact]
    public void A_new_subject_after_the_loss_of_a_silo_gets_a_share_and_after_three_seconds_the_rest()
    {
        var count = New(lost: true);
        var gateway = new ReportingGateway(_clock, Window);

        var first = gateway.Take(count, 50);
        Assert.Equal((1, true), (first.Granted, first.IsLearning));
        Assert.Equal(SubjectCount.Learning, first.RetryAfter);
        _clock.Advance(first.RetryAfter);

        Assert.Equal(99, gateway.Take(count, 200).Granted);
    }

    [Fact]
    public void A_limit_that_is_spent_stays_spent_in_the_next_activation()
    {
        var (first, second) = (new ReportingGateway(_clock, Window), new ReportingGateway(_clock, Window));
        var count = New();
        first.Take(count, 70);
        second.Take(count, 30);
        _clock.Advance(TimeSpan.FromSeconds(10));

        var next = New(lost: true);
        var granted = first.Take(next, 50).Granted + second.Take(next, 50).Granted;
        Assert.InRange(granted, 0, 1);
        _clock.Advance(SubjectCount.Learning);

        Assert.Equal(0, first.Take(next, 50).Granted);
        _clock.Advance(TimeSpan.FromSeconds(48));
        Assert.InRange(second.Take(next, 200).Granted, 98, 100);
    }

    [Fact]
    public void Who_asks_first_after_a_loss_gets_nothing_of_what_another_gateway_took()
    {
        var (busy, fresh) = (new ReportingGateway(_clock, Window), new ReportingGateway(_clock, Window));
        busy.Take(New(), 100);
        var next = New(lost: true);

        Assert.Equal(1, fresh.Take(next, 100).Granted);
        busy.Take(next, 0);
        _clock.Advance(SubjectCount.Learning);

        Assert.Equal(0, fresh.Take(next, 100).Granted);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void A_report_counts_also_if_nobody_asked_since_the_activation_began_to_learn(int seconds)
    {
        var (first, second) = (new ReportingGateway(_clock, Window), new ReportingGateway(_clock, Window));
        var before = New();
        first.Take(before, 40);
        second.Take(before, 50);
        var next = New(lost: true);
        first.Take(next, 0);
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        second.Take(next, 0);
        _clock.Advance(SubjectCount.Learning);

        Assert.Equal(10, second.Take(next, 100).Granted);
    }

    [Fact]
    public void A_bucket_goes_on_at_the_level_that_it_had()
    {
        ReportingGateway[] gateways = [new(_clock, Bucket), new(_clock, Bucket)];
        var before = New();
        for (var i = 0; i < 60; i++)
        {
            gateways[i % 2].Take(before, 1);
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }
        _clock.Advance(TimeSpan.FromSeconds(2));
        var next = New(lost: true);
        Array.ForEach(gateways, gateway => gateway.Take(next, 0));
        _clock.Advance(SubjectCount.Learning);

        // 40 were left, and five flow in each second.
        Assert.InRange(gateways[0].Take(next, 100).Granted, 64, 65);
    }

    [Fact]
    public void A_late_report_counts_too()
    {
        var (first, late) = (new ReportingGateway(_clock, Window), new ReportingGateway(_clock, Window));
        var before = New();
        first.Take(before, 40);
        late.Take(before, 50);
        var next = New(lost: true);
        first.Take(next, 1);
        _clock.Advance(SubjectCount.Learning);
        first.Take(next, 1);

        Assert.Equal(8, late.Take(next, 100).Granted);
    }

    [Fact]
    public void A_loss_that_the_silo_did_not_see_is_learnt_of_from_the_first_report()
    {
        var gateway = new ReportingGateway(_clock, Window);
        gateway.Take(New(), 90);
        var next = New();

        Assert.Equal((1, true), (gateway.Take(next, 50) is var answer ? answer.Granted : 0, answer.IsLearning));
        _clock.Advance(SubjectCount.Learning);

        Assert.Equal(9, gateway.Take(next, 50).Granted);
    }

    [Fact]
    public void A_report_alone_does_not_overtake_a_call()
    {
        var count = New();
        var id = Guid.NewGuid();
        count.Take(Window, 0, new LimitReport(id, 9, [], 0, TimeSpan.Zero));

        Assert.Equal(5, count.Take(Window, 5, new LimitReport(id, 8, [], 0, TimeSpan.Zero)).Granted);
    }

    [Fact]
    public void A_changed_rule_counts_what_was_taken()
    {
        var count = New();
        var id = Guid.NewGuid();
        count.Take(Window, 80, new LimitReport(id, 1, [], 0, TimeSpan.Zero));

        var smaller = Window with { Permits = 90 };
        Assert.Equal(10, count.Take(smaller, 50, new LimitReport(id, 2, [], 0, TimeSpan.Zero)).Granted);
        Assert.Equal(10, count.Take(Bucket, 50, new LimitReport(id, 3, [], 0, TimeSpan.Zero)).Granted);
    }

    [Fact]
    public void Deaths_of_silos_add_a_permit_for_each_gateway_to_a_window_at_most() =>
        Check(Window, (granted, last) =>
            granted.Where(one => one.At <= last.At && one.At > last.At - Window.Window).Sum(one => one.Count) - Window.Permits);

    [Fact]
    public void Deaths_of_silos_add_a_permit_for_each_gateway_to_a_bucket_at_most() =>
        Check(Bucket, (granted, last) => granted.Where(one => one.At <= last.At).Max(first =>
            granted.Where(one => one.At >= first.At && one.At <= last.At).Sum(one => one.Count)
                - Bucket.Permits - ((last.At - first.At) / Bucket.Window * Bucket.Permits)));

    // The last death is a quarter on the way, so that there is one in a window at most.
    private static void Check(LimitRule rule, Func<List<TimedPermits>, TimedPermits, double> excess) =>
        Prop.ForAll<List<(byte Gap, bool Second, byte Wanted)>, byte>((asked, death) =>
        {
            var clock = new FakeTimeProvider();
            ReportingGateway[] gateways = [new(clock, rule), new(clock, rule)];
            var granted = new List<TimedPermits>();
            var count = new SubjectCount(_ => false, clock);
            foreach (var (i, one) in asked.Index())
            {
                clock.Advance(TimeSpan.FromMilliseconds(one.Gap * 9));
                if (i == asked.Count / 4 && death > 50)
                {
                    count = new SubjectCount(_ => true, clock);
                    Array.ForEach(gateways, gateway => gateway.Take(count, 0));
                }
                var answer = gateways[one.Second ? 1 : 0].Take(count, one.Wanted % 40);
                granted.Add(new TimedPermits(TimeSpan.FromTicks(clock.GetTimestamp()), answer.Granted));
            }
            Assert.All(granted, last => Assert.True(excess(granted, last) <= gateways.Length + 1e-6));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private SubjectCount New(bool lost = false) => new(_ => lost, _clock);
}
