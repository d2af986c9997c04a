using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Sanctum.Platforms;

/// <summary>A session on a platform. It is stored encrypted, and says nothing of its secrets when it is printed.</summary>
/// <param name="Subject">The platform's own id of the account that is logged in, such as a DID.</param>
/// <param name="AccessToken">What calls carry.</param>
/// <param name="RefreshToken">What a new access token is got with; null where the platform has none.</param>
/// <param name="ExpiresAt">When the access token ends, UTC; null where it is not known.</param>
/// <param name="Values">What else the adapter needs, such as the account's server. At most 16 kB in all.</param>
[GenerateSerializer, Immutable, Alias("sanctum.platform-session")]
public sealed record PlatformSession(
    [property: Id(0)] string Subject,
    [property: Id(1)] string AccessToken,
    [property: Id(2)] string? RefreshToken,
    [property: Id(3)] DateTimeOffset? ExpiresAt,
    [property: Id(4)] ImmutableDictionary<string, string> Values)
{
    private bool PrintMembers(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"{Subject}, expires at {ExpiresAt:O}");
        return true;
    }
}

/// <summary>
/// What an account logs in with, by the names that its adapter asks for. It is stored encrypted and never printed.
/// </summary>
/// <param name="Values">The credentials by name.</param>
[GenerateSerializer, Immutable, Alias("sanctum.platform-credentials")]
public sealed record PlatformCredentials([property: Id(0)] ImmutableDictionary<string, string> Values)
{
    /// <summary>The credential of this name.</summary>
    public string this[string name] => Values[name];

    private bool PrintMembers(StringBuilder text)
    {
        text.AppendJoin(", ", Values.Keys.Order(StringComparer.Ordinal));
        return true;
    }
}
