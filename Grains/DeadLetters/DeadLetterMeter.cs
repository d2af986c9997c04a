using System.Collections.Immutable;
using System.Diagnostics.Metrics;

namespace Sanctum.DeadLetters;

/// <summary>What dead letters show to a monitor, by queue.</summary>
internal sealed class DeadLetterMeter
{
    private readonly Counter<long> _added;
    private ImmutableArray<DeadLetterQueueStatus> _sample = [];

    public DeadLetterMeter(IMeterFactory meters)
    {
        var meter = meters.Create("Sanctum.DeadLetters");
        _added = meter.CreateCounter<long>("sanctum.dlq.added", "{letter}", "Events that were given up, by queue");
        meter.CreateObservableGauge(
            "sanctum.dlq.letters", () => _sample.GroupBy(queue => queue.Queue).Select(
                queue => new Measurement<long>(
                    queue.Sum(one => one.Letters), new KeyValuePair<string, object?>("queue", queue.Key))),
            "{letter}", "Dead letters that nobody has looked after, by queue");
    }

    /// <summary>An event was given up.</summary>
    public void Added(string queue) => _added.Add(1, new KeyValuePair<string, object?>("queue", queue));

    /// <summary>Shows the queues as they were counted last; nothing where another process shows them.</summary>
    public void Show(ImmutableArray<DeadLetterQueueStatus> queues) =>
        ImmutableInterlocked.InterlockedExchange(ref _sample, queues);
}
