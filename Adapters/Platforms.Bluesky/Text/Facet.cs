namespace Sanctum.Platforms.Bluesky;

/// <summary>A stretch of a text that means something: a mention, a link or a tag.</summary>
/// <param name="Start">First character, in UTF-16 units.</param>
/// <param name="Length">Its length, in UTF-16 units.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Value">The handle without @, the address, or the tag without #.</param>
internal sealed record Facet(int Start, int Length, FacetKind Kind, string Value)
{
    public int End => Start + Length;
}

/// <summary>What a facet is.</summary>
internal enum FacetKind
{
    /// <summary>Names an account.</summary>
    Mention,

    /// <summary>Leads somewhere.</summary>
    Link,

    /// <summary>Is about something.</summary>
    Tag,
}

/// <summary>A text and its facets, in order and without overlap.</summary>
internal sealed record RichText(string Text, IReadOnlyList<Facet> Facets);
