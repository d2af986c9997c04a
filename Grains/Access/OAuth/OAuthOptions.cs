using Sanctum.Configuration;
using Sanctum.Web;

namespace Sanctum.Access;

/// <summary>How programs get tokens by OAuth 2.1; section <c>Sanctum:Access:OAuth</c>.</summary>
[Settings("Sanctum:Access:OAuth", SettingsGroup.Security)]
public sealed class OAuthOptions
{
    /// <summary>
    /// How long an access token is accepted. Whether its client and its user's consent hold is read each second.
    /// </summary>
    [TimeRange("00:00:05", "01:00:00")]
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long after a user's consent its tokens can be refreshed; then the user is asked again.</summary>
    [TimeRange("00:01:00", "365.00:00:00")]
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Whether a client's id may be the https address of a document that describes it, which is fetched.</summary>
    public bool ClientDocuments { get; set; }

    /// <summary>Networks, as CIDR, from which such documents are fetched although they are not public, also by http.</summary>
    [Networks]
    public List<string> AllowedNetworks { get; set; } = [];
}
