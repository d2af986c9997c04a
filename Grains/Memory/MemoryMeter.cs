using System.Diagnostics.Metrics;

namespace Sanctum.Memory;

/// <summary>What memory's log and its replica show to a monitor, over all memories: there may be any number of them.</summary>
internal sealed class MemoryMeter
{
    private readonly Counter<long> _sent;
    private readonly Counter<long> _applied;
    private readonly Counter<long> _gaps;
    private MemoryLag? _lag;

    public MemoryMeter(IMeterFactory meters)
    {
        var meter = meters.Create("Sanctum.Memory");
        _sent = meter.CreateCounter<long>(
            "sanctum.memory.wal.sent", "{change}", "Changes sent to the stream memory.wal, by outcome");
        _applied = meter.CreateCounter<long>("sanctum.memory.replica.applied", "{change}", "Changes that the replica has taken");
        _gaps = meter.CreateCounter<long>(
            "sanctum.memory.replica.gaps", "{gap}", "Times that the replica missed changes, and took them from the log");
        meter.CreateObservableGauge(
            "sanctum.memory.replica.lag", () => Of(lag => lag.Seconds), "s",
            "How long the oldest change has waited that the replica does not have");
        meter.CreateObservableGauge(
            "sanctum.memory.replica.behind", () => Of(lag => lag.Changes), "{change}", "Changes that the replica does not have");
        meter.CreateObservableGauge(
            "sanctum.memory.wal.unpublished", () => Of(lag => lag.Unpublished), "{change}", "Changes that were never sent");
    }

    public void Sent() => _sent.Add(1, new KeyValuePair<string, object?>("outcome", "sent"));

    public void NotSent() => _sent.Add(1, new KeyValuePair<string, object?>("outcome", "failed"));

    public void Applied() => _applied.Add(1);

    public void MissedSome() => _gaps.Add(1);

    /// <summary>Shows how far the replica is behind; null where another process shows it.</summary>
    public void Show(MemoryLag? lag) => Interlocked.Exchange(ref _lag, lag);

    private IEnumerable<Measurement<T>> Of<T>(Func<MemoryLag, T> value) where T : struct =>
        _lag is { } lag ? [new Measurement<T>(value(lag))] : [];
}
