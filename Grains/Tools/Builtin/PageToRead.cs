namespace Sanctum.Tools.Builtin;

/// <summary>An HTML page, as a process is given it that reads its text.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="MaxCharacters">How much of its text is wanted.</param>
/// <param name="MaxElements">Elements at which reading stops with an error.</param>
/// <param name="MaxDepth">Depth of elements at which reading stops with an error.</param>
internal sealed record PageToRead(string Address, byte[] Content, int MaxCharacters, int MaxElements, int MaxDepth)
{
    /// <summary>A page's text, no longer than <paramref name="maxCharacters"/>; it says so where some is left out.</summary>
    public static string Shortened(string text, int maxCharacters) => text.Length <= maxCharacters
        ? text
        : $"{text.AsSpan(0, maxCharacters)}\n[cut: the page has {text.Length} characters, {maxCharacters} are shown]";
}
