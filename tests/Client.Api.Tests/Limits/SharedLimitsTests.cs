using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.Time.Testing;
using Sanctum.Problems;

namespace Sanctum.Limits;

public sealed class SharedLimitsTests
{
    private const int MaxLimits = 65_536 + 1_024;
    private static readonly LimitRule Rule = new(LimitAlgorithm.SlidingWindow, Permits: 5, TimeSpan.FromSeconds(10));

    private readonly FakeTimeProvider _clock = new();
    private readonly IGrainFactory _grains;

    public SharedLimitsTests()
    {
        _grains = DispatchProxy.Create<IGrainFactory, Grains>();
        Control.Clock = _clock;
    }

    private Grains Control => (Grains)(object)_grains;

    [Fact]
    public async Task Subjects_have_limits_of_their_own_by_tenant_and_limit()
    {
        var limits = new SharedLimits(_grains, _clock);
        foreach (var (tenant, limit) in new[] { ("one", "key"), ("two", "key"), ("one", "user") })
        {
            for (var i = 0; i < Rule.Permits; i++)
                Assert.True((await limits.Acquire(limit, new LimitedSubject(tenant, "me", Rule), default)).IsGranted);
        }

        Assert.False((await limits.Acquire("key", new LimitedSubject("one", "me", Rule), default)).IsGranted);
        Assert.Equal(["one/key/me", "one/user/me", "two/key/me"], Control.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Subjects_beyond_the_maximum_share_limits_and_idle_ones_make_room()
    {
        var limits = new SharedLimits(_grains, _clock);
        for (var i = 0; i < MaxLimits + 20_000; i++)
            await limits.Acquire("address", Subject(i), default);
        Assert.InRange(Control.Keys.Count, 65_537, MaxLimits);

        _clock.Advance(TimeSpan.FromMinutes(1));
        await limits.Acquire("address", Subject(1_000_000), default);
        await limits.Acquire("address", Subject(1_000_001), default);

        Assert.Contains("default/address/1000001", Control.Keys);
    }

    [Fact]
    public async Task Changed_rule_holds_from_the_next_request_on()
    {
        var limits = new SharedLimits(_grains, _clock);
        for (var i = 0; i < Rule.Permits; i++)
            await limits.Acquire("address", Subject(1), default);

        var wider = await limits.Acquire("address", Subject(1) with { Rule = Rule with { Permits = 7 } }, default);

        Assert.Equal((true, 1), (wider.IsGranted, wider.Remaining));
    }

    [Fact]
    public async Task Cluster_of_older_silos_lets_nothing_through_and_says_why()
    {
        var limits = new SharedLimits(_grains, _clock);
        Control.IsOlder = true;

        var refusal = await Assert.ThrowsAsync<ProblemException>(
            () => limits.Acquire("address", Subject(1), default).AsTask());

        Assert.Equal(503, refusal.Problem.Status);
        Assert.Contains("upgrade a silo", refusal.Problem.Detail, StringComparison.Ordinal);
        Control.IsOlder = false;
        Assert.True((await limits.Acquire("address", Subject(1), default)).IsGranted);
    }

    private static LimitedSubject Subject(int number) =>
        new("default", number.ToString(System.Globalization.CultureInfo.InvariantCulture), Rule);

    /// <summary>Has a double of the grain for each key.</summary>
    public class Grains : DispatchProxy
    {
        private readonly ConcurrentDictionary<string, ILimitGrain> _grains = new();

        internal bool IsOlder { get; set; }

        internal TimeProvider Clock { get; set; } = TimeProvider.System;

        internal ICollection<string> Keys => _grains.Keys;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            IsOlder
            ? throw new ArgumentException("Could not find an implementation for the interface.")
            : _grains.GetOrAdd((string)args![0]!, _ => LimitGrainDouble.Create(Clock).Grain);
    }
}
