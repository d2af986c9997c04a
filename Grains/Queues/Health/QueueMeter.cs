using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Sanctum.Errors;

namespace Sanctum.Queues;

/// <summary>
/// What queues show to a monitor. No series names an agent, of which there may be any number; <c>/v1/queues</c> does.
/// </summary>
internal sealed class QueueMeter
{
    private readonly TimeProvider _clock;
    private readonly Counter<long> _processed;
    private readonly Counter<long> _failures;
    private ImmutableArray<QueueHealth> _sample = [];

    public QueueMeter(IMeterFactory meters, TimeProvider clock)
    {
        _clock = clock;
        var meter = meters.Create("Sanctum.Queues");
        _processed = meter.CreateCounter<long>("sanctum.queue.processed", "{item}", "Items whose turn ended, by outcome");
        _failures = meter.CreateCounter<long>("sanctum.queue.failures", "{attempt}", "Attempts that failed, by class");
        meter.CreateObservableGauge(
            "sanctum.queue.depth", ReadDepth, "{item}", "Items of all agents that wait, run or are in error, by status");
        meter.CreateObservableGauge(
            "sanctum.queue.oldest_age", ReadOldestAge, "s", "How long the oldest waiting item of all agents has waited");
        meter.CreateObservableGauge("sanctum.queue.health", ReadHealth, "{queue}", "Queues by health");
        meter.CreateObservableGauge("sanctum.queue.mode", ReadModes, "{queue}", "Queues by mode");
    }

    /// <summary>Shows the queues as they were counted last; nothing where another process shows them.</summary>
    public void Show(ImmutableArray<QueueHealth> queues) => ImmutableInterlocked.InterlockedExchange(ref _sample, queues);

    /// <summary>The turn of an item ended.</summary>
    public void Ended(QueueItemStatus status) =>
        _processed.Add(1, new KeyValuePair<string, object?>("outcome", status.ToLabel()));

    /// <summary>An attempt failed.</summary>
    public void Failed(ErrorClass errorClass) =>
        _failures.Add(1, new KeyValuePair<string, object?>("class", errorClass.ToColumn()));

    private IEnumerable<Measurement<long>> ReadDepth()
    {
        var sample = _sample;
        return sample.IsEmpty ? [] :
        [
            Of(sample.Sum(queue => queue.Counts.New), "status", "new"),
            Of(sample.Sum(queue => queue.Counts.Processing), "status", "processing"),
            Of(sample.Sum(queue => queue.Counts.Error), "status", "error"),
        ];
    }

    private IEnumerable<Measurement<double>> ReadOldestAge()
    {
        var sample = _sample;
        if (sample.IsEmpty)
            yield break;
        var oldest = sample.Min(queue => queue.Counts.OldestWaiting);
        yield return new Measurement<double>(oldest is { } since ? Math.Max(0, (_clock.GetUtcNow() - since).TotalSeconds) : 0);
    }

    private IEnumerable<Measurement<long>> ReadHealth()
    {
        var sample = _sample;
        return sample.IsEmpty ? [] : Enum.GetValues<QueueHealthLevel>()
            .Select(level => Of(sample.Count(queue => queue.Level == level), "level", level.ToString().ToLowerInvariant()));
    }

    private IEnumerable<Measurement<long>> ReadModes()
    {
        var sample = _sample;
        return sample.IsEmpty ? [] : Enum.GetValues<QueueMode>()
            .Select(mode => Of(sample.Count(queue => queue.Mode.Mode == mode), "mode", mode.ToString().ToLowerInvariant()));
    }

    private static Measurement<long> Of(long value, string name, string label) =>
        new(value, new KeyValuePair<string, object?>(name, label));
}
