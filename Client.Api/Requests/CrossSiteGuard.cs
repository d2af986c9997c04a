using Microsoft.Extensions.Options;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Requests;

/// <summary>
/// Keeps web pages of others from using a gateway that trusts whoever reaches it: a page may neither send it commands, nor
/// reach it through a name of its own that it lets point at this machine (DNS rebinding).
/// </summary>
internal static class CrossSiteGuard
{
    public static void UseCrossSiteGuard(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value;
        var localOnly = Listener.IsLocal(options.Url);
        app.Use((context, next) =>
        {
            if (localOnly && !Listener.IsLocalHost(context.Request.Host.Host))
                return ProblemWriter.WriteAsync(context, Problem.MisdirectedHost(context.Request.Host.Host));
            if (IsForeignCommand(context.Request, options.CorsOrigins))
                return ProblemWriter.WriteAsync(context, Problem.CrossSite());
            return next(context);
        });
    }

    /// <summary>CORS is off unless origins are named.</summary>
    public static void UseAllowedOrigins(this WebApplication app)
    {
        var origins = app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.CorsOrigins;
        if (origins.Length > 0)
            app.UseCors(cors => cors.WithOrigins(origins)
                .AllowAnyMethod().AllowAnyHeader().WithExposedHeaders(
                    "ETag", "Location", "RateLimit", "RateLimit-Policy", "Retry-After", "x-session-id"));
    }

    // Browsers set these headers themselves and pages cannot change them; other clients send neither.
    private static bool IsForeignCommand(HttpRequest request, string[] allowedOrigins)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
            return false;
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && allowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase))
            return false;
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site)
            return site is not ("same-origin" or "none");
        return origin.Length > 0 && !origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
