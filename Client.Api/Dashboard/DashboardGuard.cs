using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Dashboard;

/// <summary>
/// Shows the dashboard to callers on this machine only, whatever they may do. A name that points at this machine
/// (DNS rebinding) and a proxy that forwards for others are refused too.
/// </summary>
internal static class DashboardGuard
{
    public const string Path = "/admin/orleans";

    public static void UseDashboardGuard(this WebApplication app) => app.Use((context, next) =>
        !context.Request.Path.StartsWithSegments(Path) || IsFromHere(context)
            ? next(context)
            : ProblemWriter.WriteAsync(
                context, Problem.LocalOnly(
                    "The dashboard is available on the gateway's machine only, at 127.0.0.1 or localhost.")));

    /// <summary>Whether the caller is on this machine and asks this machine by its own name.</summary>
    public static bool IsFromHere(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } caller
        && IPAddress.IsLoopback(caller.IsIPv4MappedToIPv6 ? caller.MapToIPv4() : caller)
        && Listener.IsLocalHost(context.Request.Host.Host)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For")
        // What is left of it once a trusted proxy's has been read.
        && !context.Request.Headers.ContainsKey(ForwardedHeadersDefaults.XOriginalForHeaderName)
        && !context.Request.Headers.ContainsKey("Forwarded");
}
