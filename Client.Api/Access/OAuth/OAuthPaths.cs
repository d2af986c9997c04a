namespace Sanctum.Access;

/// <summary>Where OAuth 2.1 is served.</summary>
internal static class OAuthPaths
{
    public const string Authorize = "/oauth/authorize";
    public const string SignIn = "/oauth/sign-in";
    public const string Token = "/oauth/token";
    public const string Revoke = "/oauth/revoke";
    public const string Register = "/oauth/register";
    public const string Keys = "/.well-known/jwks";

    /// <summary>What the server can do (RFC 8414).</summary>
    public const string Server = "/.well-known/oauth-authorization-server";

    /// <summary>The same, where OpenID Connect has it.</summary>
    public const string OpenId = "/.well-known/openid-configuration";

    /// <summary>Which server issues tokens for this API (RFC 9728).</summary>
    public const string Resource = "/.well-known/oauth-protected-resource";
}
