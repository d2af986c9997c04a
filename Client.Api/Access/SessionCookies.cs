namespace Sanctum.Access;

/// <summary>
/// The tokens of a browser, which its pages cannot read. They go with requests of the gateway's own pages only, and over TLS only
/// where they were set over TLS.
/// </summary>
internal static class SessionCookies
{
    private const string Refresh = "sanctum-refresh";
    private const string RefreshPath = "/api/users";

    public static void Set(HttpContext context, SignedIn signedIn)
    {
        Append(context, AccessSchemes.AccessCookie, signedIn.AccessToken, "/", signedIn.AccessExpiresAt);
        Append(context, Refresh, signedIn.RefreshToken, RefreshPath, signedIn.RefreshExpiresAt);
    }

    public static void Delete(HttpContext context)
    {
        context.Response.Cookies.Delete(AccessSchemes.AccessCookie, Options(context, "/", null));
        context.Response.Cookies.Delete(Refresh, Options(context, RefreshPath, null));
    }

    /// <summary>The refresh token that a browser sends; null if it sends none.</summary>
    public static string? FindRefreshToken(HttpContext context) => context.Request.Cookies[Refresh];

    private static void Append(HttpContext context, string name, string value, string path, DateTimeOffset expiresAt) =>
        context.Response.Cookies.Append(name, value, Options(context, path, expiresAt));

    private static CookieOptions Options(HttpContext context, string path, DateTimeOffset? expiresAt) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = path,
        Expires = expiresAt,
        IsEssential = true,
    };
}
