using System.Text.Json.Serialization;

namespace Sanctum.Access;

/// <summary>The tokens of a session, under the names of OAuth (RFC 6749, section 5.1).</summary>
/// <param name="AccessToken">Goes with each request, as <c>Authorization: Bearer</c>; null where a cookie has it.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">Seconds until the access token expires.</param>
/// <param name="RefreshToken">Gets the next pair of tokens, once; null where a cookie has it.</param>
/// <param name="Username">Who signed in.</param>
/// <param name="MustChangePassword">Whether nothing but a change of the password is allowed.</param>
internal sealed record TokenResource(
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] long ExpiresIn,
    [property: JsonPropertyName("refresh_token")] string? RefreshToken,
    [property: JsonPropertyName("username")] string Username,
    [property: JsonPropertyName("must_change_password")] bool MustChangePassword)
{
    /// <summary>Gives a caller its tokens, as cookies or in the answer.</summary>
    public static TokenResource Give(HttpContext http, SignedIn signedIn, TimeProvider clock, bool inCookies)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (inCookies)
            SessionCookies.Set(http, signedIn);
        var left = (long)(signedIn.AccessExpiresAt - clock.GetUtcNow()).TotalSeconds;
        return new TokenResource(
            inCookies ? null : signedIn.AccessToken, "Bearer", Math.Max(0, left), inCookies ? null : signedIn.RefreshToken,
            signedIn.Username, signedIn.MustChangePassword);
    }
}
