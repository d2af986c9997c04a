using System.Collections.Concurrent;
using System.Globalization;
using Sanctum.Identity;
using Sanctum.Problems;

namespace Sanctum.Limits;

/// <summary>
/// The limits of the subjects that call this gateway. Beyond <see cref="MaxSubjects"/>, further subjects share some limits;
/// which ones share cannot be chosen.
/// </summary>
internal sealed class SharedLimits(IGrainFactory grains, TimeProvider clock)
{
    private const int MaxSubjects = 65_536;
    private const int OverflowLimits = 1_024;
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Subject, SharedLimit> _limits = new();
    private readonly GatewayIdentity _self = new();
    private long _sweptAt = clock.GetTimestamp();
    private int _subjects;

    /// <summary>Takes a permit for one request.</summary>
    /// <exception cref="OrleansException">The grain that counts cannot be reached.</exception>
    /// <exception cref="ProblemException">All silos are of a version that has no such grain.</exception>
    public ValueTask<LimitDecision> Acquire(string limit, LimitedSubject subject, CancellationToken cancellationToken)
    {
        var key = new Subject(subject.Tenant, limit, subject.Id);
        return (_limits.TryGetValue(key, out var known) && known.Rule == subject.Rule ? known : Add(key, subject.Rule))
            .Acquire(cancellationToken);
    }

    /// <summary>Whether anything was taken that still counts.</summary>
    public bool AnyTaken() => _limits.Any(one => one.Value.HasTaken);

    /// <summary>From now on every limit of which something was taken owes its grain a report.</summary>
    public void OweReports()
    {
        foreach (var (_, limit) in _limits)
            limit.OweReport();
    }

    /// <summary>Reports for limits that owe it, at most so many. What fails is owed still.</summary>
    public Task Report(int max, TimeSpan patience) => Task.WhenAll(
        _limits.Values.Where(limit => limit.OwesReport).Take(max).Select(limit => limit.Report(patience)));

    private SharedLimit Add(Subject key, LimitRule rule)
    {
        Sweep();
        // Counting the table itself would lock all of it. This one is too high at times, until the next sweep.
        if (Interlocked.Increment(ref _subjects) > MaxSubjects)
            key = key with { Id = Overflow(key.Id) };
        return _limits.AddOrUpdate(
            key, Create, (one, known, allowed) => known.Rule == allowed ? known : Create(one, allowed), rule);
    }

    private SharedLimit Create(Subject key, LimitRule rule) => new(GrainOf(key), rule, _self, clock);

    private ILimitGrain GrainOf(Subject key)
    {
        try
        {
            return grains.GetGrain<ILimitGrain>(key.GrainKey.ToString());
        }
        catch (ArgumentException exception)
        {
            // Orleans finds no class of that interface in the cluster.
            throw new ProblemException(
                Problem.ClusterUnavailable("No silo counts limits yet: upgrade a silo before the gateways."), exception.Message);
        }
    }

    // Hash codes of texts differ in every process.
    private static string Overflow(string id) => string.Create(
        CultureInfo.InvariantCulture, $"~{(uint)id.GetHashCode(StringComparison.Ordinal) % OverflowLimits}");

    private void Sweep()
    {
        var before = Interlocked.Read(ref _sweptAt);
        if (clock.GetElapsedTime(before) < SweepPeriod
            || Interlocked.CompareExchange(ref _sweptAt, clock.GetTimestamp(), before) != before)
            return;
        foreach (var one in _limits)
        {
            if (one.Value.IsIdle)
                _limits.TryRemove(one);
        }
        Interlocked.Exchange(ref _subjects, _limits.Count);
    }

    private readonly record struct Subject(string Tenant, string Limit, string Id)
    {
        public GrainKey GrainKey => new(Tenant, $"{Limit}/{Id}");
    }
}
