using System.Diagnostics.Metrics;
using Polly.CircuitBreaker;

namespace Sanctum.Embeddings;

/// <summary>What the embedding model of this process shows to a monitor.</summary>
internal sealed class EmbeddingMeter
{
    private readonly Counter<long> _embedded;
    private readonly Histogram<double> _embedding;
    private (string Provider, Func<CircuitState> State)? _circuit;

    public EmbeddingMeter(IMeterFactory meters)
    {
        var meter = meters.Create("Sanctum.Memory");
        _embedded = meter.CreateCounter<long>(
            "sanctum.memory.embeddings", "{text}",
            "Texts that were embedded, by provider and outcome: passages, entries of transcripts and queries");
        _embedding = meter.CreateHistogram<double>(
            "sanctum.memory.embedding.duration", "s", "How long calls of embedding models took, by provider and outcome");
        meter.CreateObservableGauge(
            "sanctum.memory.embedding.circuit", ReadCircuit,
            description: "State of the embedding model's circuit: 0 closed, 1 open, 2 half open");
    }

    public void Embedded(string provider, int texts, bool isDone, TimeSpan time)
    {
        var (of, outcome) = (
            new KeyValuePair<string, object?>("provider", provider),
            new KeyValuePair<string, object?>("outcome", isDone ? "done" : "failed"));
        _embedded.Add(texts, of, outcome);
        _embedding.Record(time.TotalSeconds, of, outcome);
    }

    /// <summary>Shows the state of a provider's circuit.</summary>
    public void ShowCircuit(string provider, Func<CircuitState> state) => _circuit = (provider, state);

    private IEnumerable<Measurement<int>> ReadCircuit() => _circuit is var (provider, state)
        ? [new Measurement<int>((int)state(), new KeyValuePair<string, object?>("provider", provider))]
        : [];
}
