using Sanctum.Access;
using Sanctum.Identity;

namespace Sanctum.Platforms.WebChat;

/// <summary>
/// What a visitor's browser shows to be known again. Scripts cannot read it, other sites cannot make a browser send it.
/// </summary>
internal static class VisitorCookie
{
    private const string Name = "sanctum-visitor";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    public static string? Read(HttpRequest request) => request.Cookies[NameIn(CallerTenant.Name)];

    public static void Write(HttpContext context, AccountName account, string token) =>
        context.Response.Cookies.Append(NameIn(CallerTenant.Name), token, new CookieOptions
        {
            Path = $"/v1/webchat/{account}",
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            MaxAge = Lifetime,
            IsEssential = true,
        });

    // Accounts of two tenants may have one name, and so one path.
    private static string NameIn(string tenant) => tenant == GrainKey.DefaultTenant ? Name : $"{Name}-{tenant}";
}
