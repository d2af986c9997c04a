namespace Sanctum.Platforms.WebChat;

/// <summary>
/// What a visitor's browser shows to be known again. Scripts cannot read it, other sites cannot make a browser send it.
/// </summary>
internal static class VisitorCookie
{
    private const string Name = "sanctum-visitor";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    public static string? Read(HttpRequest request) => request.Cookies[Name];

    public static void Write(HttpContext context, AccountName account, string token) =>
        context.Response.Cookies.Append(Name, token, new CookieOptions
        {
            Path = $"/v1/webchat/{account}",
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            MaxAge = Lifetime,
            IsEssential = true,
        });
}
