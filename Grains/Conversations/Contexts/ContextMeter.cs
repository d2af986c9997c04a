using System.Diagnostics.Metrics;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>What the contexts of sessions show to a monitor, over all agents.</summary>
internal sealed class ContextMeter
{
    private readonly Counter<long> _compactions;
    private readonly Counter<long> _summaries;

    public ContextMeter(IMeterFactory meters)
    {
        var meter = meters.Create("Sanctum.Conversations");
        _compactions = meter.CreateCounter<long>(
            "sanctum.context.compactions", "{compaction}", "Compactions of contexts that were full, by method");
        _summaries = meter.CreateCounter<long>(
            "sanctum.context.summaries", "{summary}", "Summaries that models were asked for by compactions, by outcome");
    }

    public void Compacted(CompactionMethod method) => _compactions.Add(
        1, new KeyValuePair<string, object?>("method", method.ToString().ToLowerInvariant()));

    public void Summarised(bool isDone) => _summaries.Add(
        1, new KeyValuePair<string, object?>("outcome", isDone ? "done" : "failed"));
}
