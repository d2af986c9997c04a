using Sanctum.Embeddings;

namespace Sanctum.Conversations;

/// <summary>Names an entry of a transcript within its tenant.</summary>
/// <param name="SessionId">Its session.</param>
/// <param name="Seq">Its place there.</param>
internal readonly record struct EntryKey(string SessionId, long Seq) : IComparable<EntryKey>
{
    public int CompareTo(EntryKey other) => string.CompareOrdinal(SessionId, other.SessionId) is var order and not 0
        ? order
        : Seq.CompareTo(other.Seq);
}

/// <summary>What an entry must have to be found by its vector, whose source is its session.</summary>
/// <param name="Sessions">In one of these sessions; null for any.</param>
/// <param name="Since">Written at this time or later; null for any.</param>
/// <param name="Until">Written before this time; null for any.</param>
internal sealed record EntryFilter(IReadOnlySet<string>? Sessions, DateTimeOffset? Since, DateTimeOffset? Until) : IVectorFilter
{
    // A comparison with null is false.
    public bool Includes(string source, DateTimeOffset createdAt, ReadOnlySpan<string> tags) =>
        !(createdAt < Since || createdAt >= Until) && (Sessions is null || Sessions.Contains(source));
}
