using System.Collections.Immutable;
using System.Diagnostics.Metrics;

namespace Sanctum.Approvals;

/// <summary>What approvals show to a monitor. No series names an agent or a person; <c>/v1/approvals</c> does.</summary>
internal sealed class ApprovalMeter
{
    private readonly TimeProvider _clock;
    private readonly Counter<long> _requested;
    private readonly Counter<long> _answered;
    private readonly Histogram<double> _age;
    private ImmutableArray<PendingApprovals> _sample = [];

    public ApprovalMeter(IMeterFactory meters, TimeProvider clock)
    {
        _clock = clock;
        var meter = meters.Create("Sanctum.Approvals");
        _requested = meter.CreateCounter<long>(
            "sanctum.approval.requested", "{approval}", "Approvals that were requested, by action");
        _answered = meter.CreateCounter<long>(
            "sanctum.approval.answered", "{approval}",
            "Approvals that were answered or expired, by action, state and whether the act is allowed");
        _age = meter.CreateHistogram<double>(
            "sanctum.approval.age", "s", "Time from the request of an approval to its answer or its deadline, by action");
        meter.CreateObservableGauge(
            "sanctum.approval.pending", ReadPending, "{approval}", "Approvals that are pending, by action");
        meter.CreateObservableGauge(
            "sanctum.approval.oldest_age", ReadOldest, "s", "How long the oldest pending approval has waited, by action");
    }

    /// <summary>An approval was requested.</summary>
    public void Requested(string action) => _requested.Add(1, new KeyValuePair<string, object?>("action", action));

    /// <summary>An approval was answered, or expired.</summary>
    public void Answered(Approval approval)
    {
        _answered.Add(
            1, new("action", approval.Action), new("state", approval.State.ToString().ToLowerInvariant()),
            new("granted", approval.IsGranted));
        if (approval.AnsweredAt is { } at)
            _age.Record(
                Math.Max(0, (at - approval.RequestedAt).TotalSeconds),
                new KeyValuePair<string, object?>("action", approval.Action));
    }

    /// <summary>Shows the approvals as they were counted last; nothing where another process shows them.</summary>
    public void Show(ImmutableArray<PendingApprovals> pending) =>
        ImmutableInterlocked.InterlockedExchange(ref _sample, pending);

    private IEnumerable<Measurement<long>> ReadPending() => _sample.Select(
        pending => new Measurement<long>(pending.Count, new KeyValuePair<string, object?>("action", pending.Action)));

    private IEnumerable<Measurement<double>> ReadOldest() => _sample.Select(pending => new Measurement<double>(
        Math.Max(0, (_clock.GetUtcNow() - pending.Oldest).TotalSeconds),
        new KeyValuePair<string, object?>("action", pending.Action)));
}
