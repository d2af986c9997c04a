using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Embeddings;

/// <summary>How texts are embedded; section <c>Sanctum:Memory:Embeddings</c>.</summary>
[Settings("Sanctum:Memory:Embeddings", SettingsGroup.Memory)]
public sealed class EmbeddingOptions
{
    /// <summary>
    /// What makes vectors: <c>hash</c> (no model, no network), <c>minilm</c> (a model on this machine), <c>openai</c> (a server
    /// with the embeddings API of OpenAI), <c>none</c> (searches by words alone), or <c>auto</c>: <c>minilm</c> where its files
    /// are, else <c>hash</c>.
    /// </summary>
    [RegularExpression("^(auto|none|hash|minilm|openai)$", ErrorMessage = "It is none of auto, none, hash, minilm, openai.")]
    public string Provider { get; set; } = Default;

    /// <summary>The provider of the highest rank among those that are used where none is named.</summary>
    internal const string Default = "auto";

    /// <summary>Embedding calls that a process makes at the same time for passages, and as many for queries.</summary>
    [Range(1, 64)]
    public int MaxConcurrency { get; set; } = 2;

    /// <summary>
    /// How long the vector of a query may take to be made. A search waits no longer than <see cref="LoadPatience"/>; a vector
    /// that comes later is kept for the next.
    /// </summary>
    [TimeRange("00:00:00.010", "00:05:00")]
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Minimum calls within half a minute before the model's circuit can open, which it does when half of them failed.
    /// </summary>
    [Range(2, 10_000)]
    public int CircuitCalls { get; set; } = 5;

    /// <summary>How long the circuit stays open. Searches answer by words alone meanwhile, and passages wait.</summary>
    [TimeRange("00:00:00.500", "01:00:00")]
    public TimeSpan CircuitPause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The most that a text waits after its first failure; doubled by each further one.</summary>
    [TimeRange("00:00:00.010", "01:00:00")]
    public TimeSpan RetryBaseDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The most that a text waits after any failure.</summary>
    [TimeRange("00:00:00.010", "1.00:00:00")]
    public TimeSpan RetryMaxDelay { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Vectors of one agent that are held in memory; of more, the newest.</summary>
    [Range(1, 10_000_000)]
    public int MaxIndexed { get; set; } = 200_000;

    /// <summary>
    /// How long a search waits for its own vector, and for those of passages, before it answers by words alone.
    /// </summary>
    [TimeRange("00:00:00.010", "00:01:00")]
    public TimeSpan LoadPatience { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Vectors of queries that a process keeps; those used last.</summary>
    [Range(1, 1_000_000)]
    public int QueryCacheSize { get; set; } = 1_000;

    /// <summary>How long the vector of a query is kept.</summary>
    [TimeRange("00:00:00", "30.00:00:00")]
    public TimeSpan QueryCacheAge { get; set; } = TimeSpan.FromHours(1);
}
