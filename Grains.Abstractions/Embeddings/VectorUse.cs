namespace Sanctum.Embeddings;

/// <summary>Whether a search used vectors.</summary>
public enum VectorUse
{
    /// <summary>No embedding model is configured, or none is used for these texts.</summary>
    Off,

    /// <summary>All texts have a vector of the model in use.</summary>
    Complete,

    /// <summary>Some texts have no vector yet, or more exist than the index may hold.</summary>
    Partial,

    /// <summary>The embedding model did not answer, or the index is still loading: words alone.</summary>
    Unavailable,
}
