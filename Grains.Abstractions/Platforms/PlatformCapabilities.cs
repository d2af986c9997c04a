namespace Sanctum.Platforms;

/// <summary>What a platform can do, and its limits.</summary>
/// <param name="LongestText">The longest text of one post, counted in <paramref name="TextUnit"/>.</param>
/// <param name="TextUnit">What the platform counts.</param>
/// <param name="NeedsAccount">Whether an account must be connected before its notifications and posts are taken.</param>
/// <param name="IdempotentPosts">
/// Whether posting twice with the same idempotency key is one post. Where it is not, a post whose attempt was cut off is left
/// to an operator.
/// </param>
/// <param name="Threads">Whether a post can be a reply.</param>
/// <param name="Media">Whether a post can hold images.</param>
/// <param name="Edits">Whether a post can be changed.</param>
/// <param name="Deletes">Whether a post can be taken back.</param>
public sealed record PlatformCapabilities(
    int LongestText,
    TextUnit TextUnit,
    bool NeedsAccount = true,
    bool IdempotentPosts = false,
    bool Threads = false,
    bool Media = false,
    bool Edits = false,
    bool Deletes = false);

/// <summary>How a platform counts the length of a text.</summary>
public enum TextUnit
{
    /// <summary>UTF-16 code units, as .NET's <see cref="string.Length"/>.</summary>
    Utf16,

    /// <summary>What a reader sees as one character (UAX #29).</summary>
    Graphemes,

    /// <summary>Bytes of UTF-8.</summary>
    Bytes,
}
