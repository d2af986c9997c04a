using System.Text;
using System.Text.RegularExpressions;

namespace Sanctum.Secrets;

/// <summary>
/// Takes secrets that are known out of what others say, in whatever spelling they come back: as they are, escaped, encoded, in
/// Base64 or as hexadecimal digits.
/// </summary>
internal sealed partial class KnownSecrets
{
    /// <summary>
    /// Shorter ones are parts of ordinary words: a mask in a word would tell what it hides. See <see cref="Repeats"/>.
    /// </summary>
    public const int MinLength = 8;

    private const int MinEncodedLength = 8;
    private const int MaxEscape = 12;

    // Longest first: one secret may hold another.
    private readonly (string Value, string Mask)[] _spelled;
    private readonly (string Value, string Mask)[] _encoded;
    private readonly string[] _short;

    /// <param name="secrets">Each with the name that is shown in its place.</param>
    public KnownSecrets(IEnumerable<KeyValuePair<string, string>> secrets)
    {
        var known = secrets.Where(secret => !string.IsNullOrEmpty(secret.Value)).DistinctBy(secret => secret.Value)
            .OrderByDescending(secret => secret.Value.Length).ToList();
        _short = [.. known.Where(secret => secret.Value.Length < MinLength).Select(secret => secret.Value)];
        _spelled = [
            .. known.Where(secret => secret.Value.Length >= MinLength).Select(secret => (secret.Value, $"[{secret.Key}]"))];
        _encoded =
        [
            .. known.SelectMany(secret => EncodingsOf(secret.Value).Select(encoded => (Value: encoded, Mask: $"[{secret.Key}]")))
                .DistinctBy(encoded => encoded.Value).OrderByDescending(encoded => encoded.Value.Length),
        ];
    }

    /// <summary>The text without them.</summary>
    public string Hide(string text)
    {
        foreach (var (value, mask) in _encoded)
            text = text.Replace(value, mask, StringComparison.Ordinal);
        return _spelled.Aggregate(text, (said, secret) => HideSpelled(said, secret.Value, secret.Mask));
    }

    /// <summary>Whether a secret too short to be masked is in the text as a word, or in Base64 there.</summary>
    public bool Repeats(string text) =>
        HasShort(text) || _short.Length > 0 && Base64Token().Matches(text).Any(token => HasShort(Decoded(token.Value)));

    private bool HasShort(string text)
    {
        foreach (var secret in _short)
        {
            for (var at = 0; at < text.Length; at++)
            {
                if (SpelledText.MatchLength(text, at, secret) is > 0 and var length
                    && IsStart(text, at) && IsBoundary(text, at + length))
                    return true;
            }
        }
        return false;
    }

    private static string HideSpelled(string text, string secret, string mask)
    {
        StringBuilder? masked = null;
        var copied = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (SpelledText.MatchLength(text, at, secret) is not (> 0 and var length))
                continue;
            (masked ??= new StringBuilder()).Append(text, copied, at - copied).Append(mask);
            copied = at + length;
            at = copied - 1;
        }
        return masked is null ? text : masked.Append(text, copied, text.Length - copied).ToString();
    }

    private static string Decoded(string base64)
    {
        var padded = base64.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded + new string('=', (4 - padded.Length % 4) % 4), bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : "";
    }

    [GeneratedRegex("[A-Za-z0-9+/_-]{2,4096}={0,2}")]
    private static partial Regex Base64Token();

    private static bool IsStart(string text, int at) =>
        IsBoundary(text, at - 1) || Escape().IsMatch(text.AsSpan(Math.Max(0, at - MaxEscape), Math.Min(at, MaxEscape)));

    // A quotation mark may end in a digit, as %22 and \u0022 do.
    [GeneratedRegex(@"(?:%(?:25){0,3}[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4})\z")]
    private static partial Regex Escape();

    private static bool IsBoundary(string text, int at) => at < 0 || at >= text.Length || !char.IsLetterOrDigit(text[at]);

    private static IEnumerable<string> EncodingsOf(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        var digits = Convert.ToHexStringLower(bytes);
        foreach (var encoded in Base64Of(bytes).SelectMany(base64 => new[] { base64, base64.Replace('+', '-').Replace('/', '_') })
            .Append(digits).Append(digits.ToUpperInvariant()))
        {
            if (encoded.Length >= MinEncodedLength)
                yield return encoded;
        }
    }

    // Inside of a longer text that was encoded it may begin at any of three places; what its neighbours change is left out at
    // both ends.
    private static IEnumerable<string> Base64Of(byte[] bytes)
    {
        for (var before = 0; before < 3; before++)
        {
            var text = Convert.ToBase64String([.. new byte[before], .. bytes]).TrimEnd('=');
            var first = before == 0 ? 0 : before + 1;
            var whole = (before + bytes.Length) % 3 == 0 ? text.Length : text.Length - 1;
            yield return text[first..whole];
        }
    }
}
