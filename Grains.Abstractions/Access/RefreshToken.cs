using System.Diagnostics.CodeAnalysis;

namespace Sanctum.Access;

/// <summary>The text of a refresh token: <c>refresh_{session}~{secret}</c>, with its tenant before.</summary>
internal sealed record RefreshToken(string Tenant, Guid SessionId, string Secret)
{
    /// <summary>How every refresh token begins.</summary>
    public const string Prefix = "refresh_";

    public static bool TryParse(string text, [NotNullWhen(true)] out RefreshToken? token)
    {
        token = TenantPart.Split(text, Prefix, parts: 2) is (var tenant, [var id, var secret])
            && Guid.TryParseExact(id, "N", out var sessionId)
            ? new RefreshToken(tenant, sessionId, secret)
            : null;
        return token is not null;
    }

    public override string ToString() => TenantPart.Join(Prefix, Tenant, $"{SessionId:N}~{Secret}");
}
