using System.Diagnostics.Metrics;

namespace Sanctum.Conversations;

/// <summary>What recalls before turns show to a monitor, over all agents.</summary>
internal sealed class TurnRecallMeter
{
    private readonly Counter<long> _recalls;
    private readonly Histogram<double> _durations;

    public TurnRecallMeter(IMeterFactory meters)
    {
        var meter = meters.Create("Sanctum.Conversations");
        _recalls = meter.CreateCounter<long>(
            "sanctum.context.recalls", "{recall}", "Searches of archival memory before turns, by outcome");
        _durations = meter.CreateHistogram<double>(
            "sanctum.context.recall.duration", "s", "How long turns waited for those searches, by outcome");
    }

    public void Recalled(RecallOutcome outcome, TimeSpan time)
    {
        var tag = new KeyValuePair<string, object?>("outcome", outcome.ToString().ToLowerInvariant());
        _recalls.Add(1, tag);
        _durations.Record(time.TotalSeconds, tag);
    }
}

/// <summary>What became of a recall.</summary>
internal enum RecallOutcome
{
    /// <summary>Passages were found.</summary>
    Found,

    /// <summary>No passage concerns the message, or none fits.</summary>
    Nothing,

    /// <summary>The search failed or took too long.</summary>
    Failed,
}
