using System.Text;
using System.Text.RegularExpressions;
using Sanctum.Audit;

namespace Sanctum.Secrets;

/// <summary>
/// Takes what looks like a secret out of texts: values behind <see cref="SensitiveNames"/>, the passwords of addresses, and what
/// issuers give a recognisable shape.
/// </summary>
internal static partial class MaskedText
{
    public const string Mask = AuditEntry.Redacted;

    /// <summary>A text without the secrets that can be told from other words.</summary>
    public static string Of(string text) =>
        MaskNamed(Shape().Replace(Scheme().Replace(Userinfo().Replace(text, $"//{Mask}@"), $"$1 {Mask}"), Mask));

    /// <summary>
    /// Whether the text gives a value to a name of <see cref="SensitiveNames"/>, as what repeats a request does.
    /// </summary>
    public static bool NamesSecret(string text) => Name().Matches(text).Any(name =>
        SensitiveNames.Match(name.Groups["name"].Value) && Value().IsMatch(text, name.Index + name.Length));

    // Name by name, for behind one that is harmless, as the https of an address, may be another that is not.
    private static string MaskNamed(string text)
    {
        var (masked, copied) = (new StringBuilder(), 0);
        for (var name = Name().Match(text); name.Success; name = Name().Match(text, Math.Max(copied, name.Index + name.Length)))
        {
            var start = name.Index + name.Length;
            if (!SensitiveNames.Match(name.Groups["name"].Value) || Value().Match(text, start) is not { Success: true } value)
                continue;
            masked.Append(text, copied, start - copied).Append(Mask);
            copied = start + value.Length;
        }
        return masked.Append(text, copied, text.Length - copied).ToString();
    }

    // https://name:password@host
    [GeneratedRegex(@"//[^/\s@]+@")]
    private static partial Regex Userinfo();

    // Bearer abc
    [GeneratedRegex(@"\b(Bearer|DPoP)\s+[A-Za-z0-9._~+/=-]{8,}", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();

    // What issuers give their keys to be known by: OpenAI and others, GitHub, Slack, AWS, Google, Standard Webhooks, JSON web
    // tokens, PEM.
    [GeneratedRegex(
        @"\bsk-[A-Za-z0-9_-]{16,}|\bgh[opsur]_[A-Za-z0-9]{20,}|\bgithub_pat_[A-Za-z0-9_]{20,}" +
        @"|\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\bAKIA[A-Z0-9]{16}\b|\bAIza[A-Za-z0-9_-]{30,}|\bwhsec_[A-Za-z0-9+/=]{16,}" +
        @"|\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_-]*)?" +
        @"|-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[A-Za-z0-9+/=\s\\]*",
        RegexOptions.NonBacktracking)]
    private static partial Regex Shape();

    // The names and what separates them from their values in ?access_token=abc, password: abc, "apiKey": "abc", Authorization:
    // Basic abc
    [GeneratedRegex("""(?<name>[A-Za-z][A-Za-z0-9_-]{0,63})["']?\s{0,4}[=:]\s{0,4}["']?""")]
    private static partial Regex Name();

    [GeneratedRegex("""\G(?:(?:[Bb]asic|[Bb]earer|DPoP)\s+)?[^\s&"',;]+""")]
    private static partial Regex Value();
}
