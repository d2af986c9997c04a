namespace Sanctum.Access;

/// <summary>What access tokens say, and what a gateway demands of them.</summary>
public static class AccessTokens
{
    /// <summary>The issuer, <c>iss</c>.</summary>
    public const string Issuer = "sanctum";

    /// <summary>The audience, <c>aud</c>.</summary>
    public const string Audience = "sanctum-api";

    /// <summary>The type in the header, <c>typ</c> (RFC 9068).</summary>
    public const string Type = "at+jwt";

    /// <summary>The claim that names the session.</summary>
    public const string SessionClaim = "sid";

    /// <summary>The claim that names the tenant.</summary>
    public const string TenantClaim = "tenant";

    /// <summary>The claim that names the roles.</summary>
    public const string RolesClaim = "roles";

    /// <summary>The beginning of every API key, by which leaked ones are found.</summary>
    public const string ApiKeyPrefix = "sanctum_";
}
