using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Embeddings;
using Sanctum.Errors;
using Sanctum.Trust;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>Searches what was said in an agent's sessions; keyed as the agent. Stateless.</summary>
[Alias("sanctum.IRecallWorker")]
public interface IRecallWorker : IGrainWithStringKey
{
    /// <summary>The entries that match best by their words, best first, whatever <see cref="RecallQuery.By"/> says.</summary>
    /// <exception cref="InvalidRequestException">The query breaks a rule.</exception>
    [ReadOnly, Alias("Search")]
    Task<ImmutableArray<RecalledEntry>> Search(RecallQuery query);

    /// <summary>The entries that match best. Without a usable embedding model, by words alone.</summary>
    /// <exception cref="InvalidRequestException">The query breaks a rule.</exception>
    [Idempotent, Alias("Find")]
    Task<RecallHits> Find(RecallQuery query);

    /// <summary>The entries of a turn, in order; none if the agent has no such turn.</summary>
    /// <param name="session">The turn's session.</param>
    /// <param name="turn">Its queue item.</param>
    [ReadOnly, Alias("ReadTurn")]
    Task<ImmutableArray<TranscriptEntry>> ReadTurn(string session, Guid turn);
}

/// <summary>What is searched for in transcripts. What is left out does not narrow it.</summary>
/// <param name="Text">The words; 1 to 1,000 characters.</param>
/// <param name="SessionId">Only this session.</param>
/// <param name="Person">Only sessions in which this person wrote.</param>
/// <param name="Platform">Only sessions on this platform.</param>
/// <param name="Since">Written at this time or later.</param>
/// <param name="Until">Written before this time.</param>
/// <param name="Limit">1 to 50.</param>
[GenerateSerializer, Immutable, Alias("sanctum.recall-query")]
public sealed record RecallQuery(
    [property: Id(0)] string Text, [property: Id(1)] string? SessionId = null, [property: Id(2)] Guid? Person = null,
    [property: Id(3)] string? Platform = null, [property: Id(4)] DateTimeOffset? Since = null,
    [property: Id(5)] DateTimeOffset? Until = null, [property: Id(6)] int Limit = 10)
{
    /// <summary>What is compared.</summary>
    [Id(7)]
    public RecallBy By { get; init; } = RecallBy.Both;
}

/// <summary>What a search in transcripts compares.</summary>
public enum RecallBy
{
    /// <summary>The words.</summary>
    Words,

    /// <summary>The meaning, by vectors of an embedding model.</summary>
    Meaning,

    /// <summary>Both, joined by the places in the two lists.</summary>
    Both,
}

/// <summary>What a search in transcripts found.</summary>
/// <param name="Items">Best first.</param>
/// <param name="By">What was compared. By words alone, whatever was asked for, where vectors could not take part.</param>
/// <param name="Vectors">Whether vectors took part; null if they were not asked for.</param>
[GenerateSerializer, Immutable, Alias("sanctum.recall-hits")]
public sealed record RecallHits(
    [property: Id(0)] ImmutableArray<RecalledEntry> Items, [property: Id(1)] RecallBy By, [property: Id(2)] VectorUse? Vectors);

/// <summary>An entry that was found.</summary>
/// <param name="SessionId">Its session.</param>
/// <param name="Seq">Its place there.</param>
/// <param name="Role">Who it is from.</param>
/// <param name="Author">As in the transcript.</param>
/// <param name="OccurredAt">UTC.</param>
/// <param name="Score">
/// Sum of the parts: 1 / (60 + rank) of the list by words, and the same of the list by vectors times the weight of the model.
/// </param>
/// <param name="Highlight">
/// Extracts, with the words of the query between <c>**</c>; of an entry without any of them, its beginning.
/// </param>
[GenerateSerializer, Immutable, Alias("sanctum.recalled-entry")]
public sealed record RecalledEntry(
    [property: Id(0)] string SessionId, [property: Id(1)] long Seq, [property: Id(2)] TranscriptRole Role,
    [property: Id(3)] string Author, [property: Id(4)] DateTimeOffset OccurredAt, [property: Id(5)] double Score,
    [property: Id(6)] string Highlight)
{
    /// <summary>How far it is trusted.</summary>
    [Id(7)]
    public TrustLevel Trust { get; init; }

    /// <summary>Its place in each list; null from a silo of the build before.</summary>
    [Id(8)]
    public ScoreParts? Parts { get; init; }
}
