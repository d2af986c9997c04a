using Sanctum.Dashboard;

namespace Sanctum.Edge;

/// <summary>What every answer, a failed one too, tells browsers not to do.</summary>
internal static class SecurityHeaders
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // Orleans' page has fonts and icons in its style sheet, and styles of single elements.
    private const string DashboardPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // A year. Host names below this one may be other people's.
    private const string StrictTransportSecurity = "max-age=31536000";

    // Pages of others may load the chat that they show.
    private static readonly string[] Embedded = ["/webchat/widget.js", "/webchat/widget.css"];

    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        // The exception handler clears the headers, so they are written last.
        context.Response.OnStarting(Write, context);
        return next(context);
    });

    private static Task Write(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments(DashboardGuard.Path)
            ? DashboardPolicy
            : context.Features.Get<PagePolicy>()?.Text ?? ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        if (headers.CacheControl.Count == 0 && IsJson(context.Response.ContentType))
            headers.CacheControl = "no-store";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = StrictTransportSecurity;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = Embedded.Contains(context.Request.Path.Value) ? "cross-origin" : "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        return Task.CompletedTask;
    }

    // What an answer says of agents and people stays in no cache, whatever its path.
    private static bool IsJson(string? type) => type?.Contains("json", StringComparison.OrdinalIgnoreCase) is true;
}
