using System.Security.Cryptography;
using System.Text;

namespace Sanctum.Conversations;

/// <summary>
/// Names and ids that a model made up, as every provider takes them in a history. Some refuse a conversation for good over one.
/// </summary>
internal static class WireNames
{
    private const int MaxNameCharacters = 63;
    private const string NoName = "unnamed_tool";

    // Mistral takes nine letters or digits and nothing else; the others take those too.
    private const int IdCharacters = 9;
    private const string IdAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>
    /// A tool's name in letters, digits, <c>_</c> and <c>-</c>, at most 63, and not beginning with a digit or <c>-</c> (Gemini).
    /// </summary>
    public static string Tool(string name)
    {
        if (name.Length == 0)
            return NoName;
        var allowed = new StringBuilder(name.Length + 1);
        if (!char.IsAsciiLetter(name[0]) && name[0] != '_')
            allowed.Append('_');
        foreach (var character in name)
            allowed.Append(char.IsAsciiLetterOrDigit(character) || character is '_' or '-' ? character : '_');
        return allowed.ToString(0, Math.Min(allowed.Length, MaxNameCharacters));
    }

    /// <summary>A call's id, the same each time.</summary>
    public static string CallId(string id)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(id));
        return string.Create(IdCharacters, hash, (text, bytes) =>
        {
            for (var i = 0; i < text.Length; i++)
                text[i] = IdAlphabet[bytes[i] % IdAlphabet.Length];
        });
    }
}
