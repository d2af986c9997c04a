using Microsoft.Extensions.Time.Testing;
using Sanctum.Testing;

namespace Sanctum.Limits;

public sealed class SharedLimitTests
{
    private static readonly LimitRule Large = new(LimitAlgorithm.SlidingWindow, Permits: 10_000, TimeSpan.FromSeconds(10));
    private static readonly LimitRule Small = new(LimitAlgorithm.SlidingWindow, Permits: 10, TimeSpan.FromSeconds(10));

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task High_limit_costs_few_calls()
    {
        var (limit, grain) = New(Large);

        for (var i = 0; i < 2_000; i++)
            Assert.True((await Acquire(limit)).IsGranted);

        Assert.InRange(grain.Wanted.Count, 20, 45);
        Assert.All(grain.Wanted, wanted => Assert.InRange(wanted, 1, 101));
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(150)]
    public async Task Requests_at_once_take_what_was_granted_and_no_more(int permits)
    {
        var (limit, _) = New(Large with { Permits = permits });

        var decisions = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            var mine = new List<LimitDecision>();
            for (var i = 0; i < 1_000; i++)
                mine.Add(await Acquire(limit));
            return mine;
        })));

        Assert.Equal(permits, decisions.Sum(mine => mine.Count(decision => decision.IsGranted)));
        Assert.All(decisions.SelectMany(mine => mine), decision => Assert.InRange(decision.Remaining, 0, permits));
    }

    [Fact]
    public async Task Requests_that_wait_share_one_call()
    {
        var (limit, grain) = New(Small);
        grain.Gate = new TaskCompletionSource();

        var waiting = Enumerable.Range(0, 30).Select(_ => Acquire(limit)).ToArray();
        Assert.Equal([1], grain.Wanted);
        grain.Gate.SetResult();

        Assert.Equal(10, (await Task.WhenAll(waiting)).Count(decision => decision.IsGranted));
        Assert.Equal([1, 29], grain.Wanted);
    }

    [Fact]
    public async Task What_is_refused_asks_no_grain_until_it_may_succeed()
    {
        var (limit, grain) = New(Small);
        for (var i = 0; i < 10; i++)
            Assert.True((await Acquire(limit)).IsGranted);
        var refused = await Acquire(limit);
        var calls = grain.Wanted.Count;

        Assert.True(refused.IsFirstRefusal);
        Assert.InRange(refused.RetryAfter, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10.2));
        for (var i = 0; i < 100; i++)
            Assert.Equal((false, false), (await Acquire(limit)) is var next ? (next.IsGranted, next.IsFirstRefusal) : default);
        Assert.Equal(calls, grain.Wanted.Count);

        _clock.Advance(refused.RetryAfter);
        Assert.True((await Acquire(limit)).IsGranted);
    }

    [Fact]
    public async Task Grain_that_cannot_be_reached_lets_nothing_through_and_is_asked_again()
    {
        var (limit, grain) = New(Small);
        (var count, grain.Count) = (grain.Count, null);

        await Assert.ThrowsAsync<SiloUnavailableException>(() => Acquire(limit));
        await Assert.ThrowsAsync<SiloUnavailableException>(() => Acquire(limit));
        grain.Count = count;

        Assert.True((await Acquire(limit)).IsGranted);
        Assert.Equal(3, grain.Wanted.Count);
    }

    [Fact]
    public async Task Requests_wait_while_a_new_activation_learns()
    {
        var (limit, _) = New(Small, lost: true);
        Assert.True((await Acquire(limit)).IsGranted);

        var waiting = Enumerable.Range(0, 12).Select(_ => Acquire(limit)).ToArray();
        Assert.All(waiting, one => Assert.False(one.IsCompleted));
        await Eventually.True(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(waiting.All(one => one.IsCompleted));
        });

        Assert.Equal(9, (await Task.WhenAll(waiting)).Count(decision => decision.IsGranted));
    }

    [Fact]
    public async Task Report_that_is_owed_names_what_was_taken_and_is_owed_until_it_is_heard()
    {
        var (limit, grain) = New(Small);
        limit.OweReport();
        Assert.False(limit.OwesReport);
        await Acquire(limit);
        await Acquire(limit);
        (var count, grain.Count) = (grain.Count, null);

        limit.OweReport();
        await limit.Report(TimeSpan.FromSeconds(1));
        Assert.True(limit.OwesReport);
        grain.Count = count;
        await limit.Report(TimeSpan.FromSeconds(1));

        Assert.False(limit.OwesReport);
        Assert.Equal(0, grain.Wanted[^1]);
        Assert.Equal((2, 8), (grain.Reported!.Taken.Sum(taken => taken.Count), grain.Reported.Remaining));
    }

    [Fact]
    public async Task Limit_is_idle_a_window_after_its_last_request()
    {
        var (limit, _) = New(Small);
        await Acquire(limit);
        Assert.True(limit.HasTaken);

        _clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(limit.IsIdle);
        _clock.Advance(TimeSpan.FromSeconds(0.3));

        Assert.True(limit.IsIdle);
        Assert.False(limit.HasTaken);
    }

    private static Task<LimitDecision> Acquire(SharedLimit limit) => limit.Acquire(CancellationToken.None).AsTask();

    private (SharedLimit Limit, LimitGrainDouble Grain) New(LimitRule rule, bool lost = false)
    {
        var (grain, control) = LimitGrainDouble.Create(_clock, lost);
        return (new SharedLimit(grain, rule, new GatewayIdentity(), _clock), control);
    }
}
