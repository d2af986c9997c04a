using System.Diagnostics.Metrics;
using Sanctum.Embeddings;

namespace Sanctum.Conversations;

/// <summary>What searches of transcripts show to a monitor, over all agents.</summary>
internal sealed class RecallMeter
{
    private readonly Histogram<double> _searched;
    private long _open = -1;

    public RecallMeter(IMeterFactory meters)
    {
        var meter = meters.Create("Sanctum.Conversations");
        _searched = meter.CreateHistogram<double>(
            "sanctum.recall.duration", "s", "How long searches of transcripts took, by what was compared and use of vectors");
        meter.CreateObservableGauge(
            "sanctum.recall.embeddings.open", ReadOpen, "{entry}", "Entries of transcripts that wait for their embedding");
    }

    public void Searched(RecallBy by, VectorUse? vectors, TimeSpan time) => _searched.Record(
        time.TotalSeconds, new KeyValuePair<string, object?>("by", by.ToString().ToLowerInvariant()),
        new KeyValuePair<string, object?>("vectors", vectors is { } use ? use.ToString().ToLowerInvariant() : "unasked"));

    /// <summary>Shows how many embeddings are to be made; null where another process shows it.</summary>
    public void ShowOpen(long? open) => Interlocked.Exchange(ref _open, open ?? -1);

    private IEnumerable<Measurement<long>> ReadOpen() =>
        Interlocked.Read(ref _open) is var open && open >= 0 ? [new Measurement<long>(open)] : [];
}
