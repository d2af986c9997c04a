using System.Collections.Immutable;
using Sanctum.Identity;

namespace Sanctum.Embeddings;

/// <summary>A text to embed.</summary>
/// <param name="Id">Whose text it is.</param>
/// <param name="Version">Which of its texts it is.</param>
/// <param name="Attempts">How often it failed.</param>
/// <param name="Text">The text.</param>
internal sealed record DueText<TKey>(TKey Id, int Version, int Attempts, string Text);

/// <summary>A text's vector, and what filters ask for.</summary>
/// <param name="Id">Whose text it is.</param>
/// <param name="Version">Which of its texts it is.</param>
/// <param name="Vector">As <see cref="QuantizedVector"/> writes it.</param>
/// <param name="CreatedAt">When the text was created.</param>
/// <param name="Source">Its source.</param>
/// <param name="Tags">Its tags.</param>
internal sealed record EmbeddedText<TKey>(
    TKey Id, int Version, byte[] Vector, DateTimeOffset CreatedAt, string Source, string[] Tags);

/// <summary>What a text must have to be found.</summary>
internal interface IVectorFilter
{
    /// <summary>Whether a text may be found.</summary>
    bool Includes(string source, DateTimeOffset createdAt, ReadOnlySpan<string> tags);
}

/// <summary>The rows of an agent's texts of one kind and of their vectors, which say what is to be embedded.</summary>
internal interface IVectorRows<TKey>
{
    /// <summary>Texts whose embedding is due.</summary>
    Task<ImmutableArray<DueText<TKey>>> ListDue(GrainKey agent, int limit, CancellationToken ct);

    /// <summary>Whether an embedding of an agent is to be made, now or later.</summary>
    Task<bool> IsAnyOpen(GrainKey agent, CancellationToken ct);

    /// <summary>Stores vectors of texts that are still of those versions.</summary>
    /// <returns>The texts whose vector was stored.</returns>
    Task<ImmutableArray<EmbeddedText<TKey>>> Store(
        GrainKey agent, string model, IReadOnlyList<DueText<TKey>> texts, IReadOnlyList<byte[]> vectors, CancellationToken ct);

    /// <summary>Has texts of those versions tried again later; a wait of null gives up until the model changes.</summary>
    Task Fail(
        GrainKey agent, string model, IReadOnlyList<DueText<TKey>> texts, TimeSpan? wait, string error, CancellationToken ct);

    /// <summary>Makes embeddings of other models due, some at a time.</summary>
    /// <returns>How many became due.</returns>
    Task<int> MarkOutdated(GrainKey agent, string model, int limit, CancellationToken ct);

    /// <summary>A page of the vectors of a model, newest first.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="model">The model.</param>
    /// <param name="after">The last of the page before, or null.</param>
    /// <param name="limit">The most of a page.</param>
    /// <param name="ct">Ends it early.</param>
    Task<ImmutableArray<EmbeddedText<TKey>>> Load(
        GrainKey agent, string model, EmbeddedText<TKey>? after, int limit, CancellationToken ct);
}
