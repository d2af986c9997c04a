using System.Diagnostics.CodeAnalysis;

namespace Sanctum.Access;

/// <summary>The text of a token that sets a password once: <c>reset_{username}~{secret}</c>.</summary>
internal sealed record ResetToken(string Username, string Secret)
{
    private const string Prefix = "reset_";

    public static bool TryParse(string text, [NotNullWhen(true)] out ResetToken? token)
    {
        token = text.StartsWith(Prefix, StringComparison.Ordinal)
            && text[Prefix.Length..].Split('~') is [var username, var secret]
            ? new ResetToken(username, secret)
            : null;
        return token is not null;
    }

    public override string ToString() => $"{Prefix}{Username}~{Secret}";
}
