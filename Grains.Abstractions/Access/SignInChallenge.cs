using System.Diagnostics.CodeAnalysis;

namespace Sanctum.Access;

/// <summary>
/// The text of a challenge that a code is sent with: <c>challenge_{username}~{secret}</c>, with its tenant before.
/// </summary>
internal sealed record SignInChallenge(string Tenant, string Username, string Secret)
{
    private const string Prefix = "challenge_";

    public static bool TryParse(string text, [NotNullWhen(true)] out SignInChallenge? challenge)
    {
        challenge = TenantPart.Split(text, Prefix, parts: 2) is (var tenant, [var username, var secret])
            ? new SignInChallenge(tenant, username, secret)
            : null;
        return challenge is not null;
    }

    public override string ToString() => TenantPart.Join(Prefix, Tenant, $"{Username}~{Secret}");
}
