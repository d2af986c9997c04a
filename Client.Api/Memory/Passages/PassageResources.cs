using Sanctum.Embeddings;
using Sanctum.Trust;

namespace Sanctum.Memory;

/// <summary>A passage of an agent's archival memory.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">Its text.</param>
/// <param name="Tags">Sorted.</param>
/// <param name="Source">Where it comes from; may be empty.</param>
/// <param name="Importance">0 to 1.</param>
/// <param name="Version">Counts its changes, from 1.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
/// <param name="Trust">How far it is trusted.</param>
internal sealed record PassageResource(
    Guid Id, string Text, string[] Tags, string Source, double Importance, int Version, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt, TrustLevel Trust)
{
    public static PassageResource From(Passage passage) => new(
        passage.Id, passage.Text, [.. passage.Tags], passage.Source, passage.Importance, passage.Version, passage.CreatedAt,
        passage.UpdatedAt, passage.Trust);
}

/// <summary>A page of passages.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
internal sealed record PassageList(PassageResource[] Items, string? Next);

/// <summary>Passages that were inserted.</summary>
/// <param name="Items">In the order of the request.</param>
internal sealed record InsertedPassages(PassageResource[] Items);

/// <summary>What a search found.</summary>
/// <param name="Items">Best first.</param>
/// <param name="Vectors">Whether vectors took part: <c>complete</c>, <c>partial</c> while some passages have none yet,
/// <c>unavailable</c> or <c>off</c>.</param>
internal sealed record FoundPassages(FoundPassage[] Items, VectorUse Vectors)
{
    public static FoundPassages From(PassageHits hits) => new([.. hits.Items.Select(FoundPassage.From)], hits.Vectors);
}

/// <summary>A passage that was found.</summary>
/// <param name="Passage">The passage.</param>
/// <param name="Score">
/// 1 / (60 + rank) of the list by words, and the same of the list by vectors times the weight of their model.
/// </param>
/// <param name="Parts">Its place in each list.</param>
/// <param name="Highlight">Extracts, with the words of the query between <c>**</c>.</param>
internal sealed record FoundPassage(PassageResource Passage, double Score, ScoreParts Parts, string Highlight)
{
    public static FoundPassage From(PassageHit hit) =>
        new(PassageResource.From(hit.Passage), hit.Score, hit.Parts, hit.Highlight);
}
