using System.Collections.Immutable;
using Sanctum.Trust;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>The trust of what a model is given: the lowest of its parts, by the labels of their rows.</summary>
internal static class PromptTrust
{
    /// <summary>The lowest trust of entries, and of what is beside them.</summary>
    public static TrustLevel Of(IEnumerable<TranscriptEntry> entries, TrustLevel beside)
    {
        foreach (var entry in entries)
            beside = TrustLevels.Lowest(beside, Of(entry));
        return beside;
    }

    /// <summary>The trust of an entry. Rows of earlier builds have none and are trusted.</summary>
    public static TrustLevel Of(TranscriptEntry entry) => entry.Trust ?? TrustLevel.Operator;

    /// <summary>The lowest trust of recalled passages.</summary>
    public static TrustLevel Of(ImmutableArray<RecalledPassage> passages) =>
        passages.IsDefaultOrEmpty ? TrustLevel.Operator : passages.Max(passage => passage.Trust);
}
