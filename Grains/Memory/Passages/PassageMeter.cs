using System.Diagnostics.Metrics;
using Sanctum.Embeddings;

namespace Sanctum.Memory;

/// <summary>What archival memory shows to a monitor, over all agents.</summary>
internal sealed class PassageMeter
{
    private readonly Counter<long> _changed;
    private readonly Histogram<double> _searched;
    private readonly Counter<long> _imports;
    private readonly Counter<long> _entries;
    private long _open = -1;

    public PassageMeter(IMeterFactory meters)
    {
        var meter = meters.Create("Sanctum.Memory");
        _changed = meter.CreateCounter<long>(
            "sanctum.memory.passages", "{passage}", "Passages of archival memory that changed, by change");
        _searched = meter.CreateHistogram<double>(
            "sanctum.memory.search.duration", "s", "How long searches of archival memory took, by use of vectors");
        _imports = meter.CreateCounter<long>(
            "sanctum.memory.imports", "{import}", "Imports into archival memory that ended, by format and state");
        _entries = meter.CreateCounter<long>(
            "sanctum.memory.import.entries", "{entry}", "Entries of imported files, by outcome");
        meter.CreateObservableGauge(
            "sanctum.memory.embeddings.open", ReadOpen, "{passage}", "Passages that wait for their embedding");
    }

    public void Changed(string change, int count) => _changed.Add(count, new KeyValuePair<string, object?>("change", change));

    public void Searched(VectorUse vectors, TimeSpan time) => _searched.Record(
        time.TotalSeconds, new KeyValuePair<string, object?>("vectors", vectors.ToString().ToLowerInvariant()));

    public void Ended(PassageImport import) => _imports.Add(
        1, new KeyValuePair<string, object?>("format", import.Format.ToString().ToLowerInvariant()),
        new KeyValuePair<string, object?>("state", import.State.ToString().ToLowerInvariant()));

    public void Imported(ImportProgress progress)
    {
        Imported("inserted", progress.Inserted);
        Imported("known", progress.Known);
        Imported("refused", progress.Refusals.Count);
    }

    private void Imported(string outcome, int count)
    {
        if (count > 0)
            _entries.Add(count, new KeyValuePair<string, object?>("outcome", outcome));
    }

    /// <summary>Shows how many embeddings are to be made; null where another process shows it.</summary>
    public void ShowOpen(long? open) => Interlocked.Exchange(ref _open, open ?? -1);

    private IEnumerable<Measurement<long>> ReadOpen() =>
        Interlocked.Read(ref _open) is var open && open >= 0 ? [new Measurement<long>(open)] : [];
}
