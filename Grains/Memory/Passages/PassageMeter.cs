using System.Diagnostics.Metrics;
using Polly.CircuitBreaker;

namespace Sanctum.Memory;

/// <summary>What archival memory shows to a monitor, over all agents.</summary>
internal sealed class PassageMeter
{
    private readonly Counter<long> _changed;
    private readonly Histogram<double> _searched;
    private readonly Counter<long> _embedded;
    private readonly Histogram<double> _embedding;
    private readonly Counter<long> _imports;
    private readonly Counter<long> _entries;
    private long _open = -1;
    private (string Provider, Func<CircuitState> State)? _circuit;

    public PassageMeter(IMeterFactory meters)
    {
        var meter = meters.Create("Sanctum.Memory");
        _changed = meter.CreateCounter<long>(
            "sanctum.memory.passages", "{passage}", "Passages of archival memory that changed, by change");
        _searched = meter.CreateHistogram<double>(
            "sanctum.memory.search.duration", "s", "How long searches of archival memory took, by use of vectors");
        _embedded = meter.CreateCounter<long>(
            "sanctum.memory.embeddings", "{text}", "Texts that were embedded, by provider and outcome");
        _embedding = meter.CreateHistogram<double>(
            "sanctum.memory.embedding.duration", "s", "How long calls of embedding models took, by provider and outcome");
        _imports = meter.CreateCounter<long>(
            "sanctum.memory.imports", "{import}", "Imports into archival memory that ended, by format and state");
        _entries = meter.CreateCounter<long>(
            "sanctum.memory.import.entries", "{entry}", "Entries of imported files, by outcome");
        meter.CreateObservableGauge(
            "sanctum.memory.embeddings.open", ReadOpen, "{passage}", "Passages that wait for their embedding");
        meter.CreateObservableGauge(
            "sanctum.memory.embedding.circuit", ReadCircuit,
            description: "State of the embedding model's circuit: 0 closed, 1 open, 2 half open");
    }

    public void Changed(string change, int count) => _changed.Add(count, new KeyValuePair<string, object?>("change", change));

    public void Searched(VectorUse vectors, TimeSpan time) => _searched.Record(
        time.TotalSeconds, new KeyValuePair<string, object?>("vectors", vectors.ToString().ToLowerInvariant()));

    public void Embedded(string provider, int texts, bool isDone, TimeSpan time)
    {
        var (of, outcome) = (
            new KeyValuePair<string, object?>("provider", provider),
            new KeyValuePair<string, object?>("outcome", isDone ? "done" : "failed"));
        _embedded.Add(texts, of, outcome);
        _embedding.Record(time.TotalSeconds, of, outcome);
    }

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

    /// <summary>Shows the state of a provider's circuit.</summary>
    public void ShowCircuit(string provider, Func<CircuitState> state) => _circuit = (provider, state);

    private IEnumerable<Measurement<int>> ReadCircuit() => _circuit is var (provider, state)
        ? [new Measurement<int>((int)state(), new KeyValuePair<string, object?>("provider", provider))]
        : [];

    private IEnumerable<Measurement<long>> ReadOpen() =>
        Interlocked.Read(ref _open) is var open && open >= 0 ? [new Measurement<long>(open)] : [];
}
