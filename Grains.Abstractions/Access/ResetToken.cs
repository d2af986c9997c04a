using System.Diagnostics.CodeAnalysis;

namespace Sanctum.Access;

/// <summary>The text of a token that sets a password once: <c>reset_{username}~{secret}</c>, with its tenant before.</summary>
internal sealed record ResetToken(string Tenant, string Username, string Secret)
{
    private const string Prefix = "reset_";

    public static bool TryParse(string text, [NotNullWhen(true)] out ResetToken? token)
    {
        token = TenantPart.Split(text, Prefix, parts: 2) is (var tenant, [var username, var secret])
            ? new ResetToken(tenant, username, secret)
            : null;
        return token is not null;
    }

    public override string ToString() => TenantPart.Join(Prefix, Tenant, $"{Username}~{Secret}");
}
