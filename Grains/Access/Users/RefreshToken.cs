using System.Diagnostics.CodeAnalysis;

namespace Sanctum.Access;

/// <summary>The text of a refresh token: <c>refresh_{session}~{secret}</c>.</summary>
internal sealed record RefreshToken(Guid SessionId, string Secret)
{
    private const string Prefix = "refresh_";

    public static RefreshToken Of(Guid sessionId) => new(sessionId, SecretText.Generate());

    public byte[] Hash() => SecretText.Hash(Secret);

    public static bool TryParse(string text, [NotNullWhen(true)] out RefreshToken? token)
    {
        token = text.StartsWith(Prefix, StringComparison.Ordinal) && text[Prefix.Length..].Split('~') is [var id, var secret]
            && Guid.TryParseExact(id, "N", out var sessionId)
            ? new RefreshToken(sessionId, secret)
            : null;
        return token is not null;
    }

    public override string ToString() => $"{Prefix}{SessionId:N}~{Secret}";
}
