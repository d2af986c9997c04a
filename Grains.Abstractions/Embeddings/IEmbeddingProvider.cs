using Microsoft.Extensions.AI;

namespace Sanctum.Embeddings;

/// <summary>A source of embeddings. An implementation is found by this interface; nothing else names it.</summary>
public interface IEmbeddingProvider
{
    /// <summary>Its name in <c>Sanctum:Memory:Embeddings:Provider</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Names the model and all that changes its vectors; at most 200 characters. Vectors of two names are never compared.
    /// </summary>
    string Model { get; }

    /// <summary>The most texts of one call.</summary>
    int MaxBatch { get; }

    /// <summary>
    /// Its rank among the providers that are used where none is named, the highest first; null if it has to be named. Asked once,
    /// when the process starts.
    /// </summary>
    int? DefaultRank => null;

    /// <summary>
    /// How much a place among its nearest vectors counts beside the same place by words; 0 to 1. Where vectors say little that
    /// words do not, they only decide between passages that match about as well.
    /// </summary>
    double Weight => 0.5;

    /// <summary>
    /// The generator, kept and shared by all callers of the process. A failure is an
    /// <see cref="Errors.DependencyException"/> whose class says whether to try again.
    /// </summary>
    /// <exception cref="Errors.DependencyException">The provider is not configured.</exception>
    IEmbeddingGenerator<string, Embedding<float>> Create();
}
