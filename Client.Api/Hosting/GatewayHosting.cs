using Sanctum.Access;
using Sanctum.Dashboard;
using Sanctum.Edge;
using Sanctum.Health;
using Sanctum.Limits;
using Sanctum.OpenApi;
using Sanctum.Problems;
using Sanctum.Repeats;
using Sanctum.Requests;
using Sanctum.Settings;

namespace Sanctum.Hosting;

/// <summary>The gateway as a part of a process: alone as a client of the cluster, or inside a silo.</summary>
internal static class GatewayHosting
{
    /// <summary>Registers the gateway.</summary>
    public static WebApplicationBuilder AddGateway(this WebApplicationBuilder builder)
    {
        builder.AddListener();
        builder.AddRefusedConnections();
        builder.AddProblems();
        builder.AddJson();
        builder.Services.AddSingleton<IEndpointFilter, CompleteBodyFilter>();
        builder.AddLimits();
        builder.AddRepeats();
        builder.AddAccess();
        builder.AddUploadLimit();
        builder.AddOpenApiDocument();
        return builder;
    }

    /// <summary>Serves the gateway.</summary>
    public static WebApplication UseGateway(this WebApplication app)
    {
        app.UseForwardedCallers();
        app.UseRefusedConnections();
        app.UseSecurityHeaders();
        app.UseHeadRequests();
        app.UseProblems();
        app.UseCrossSiteGuard();
        app.UseDashboardGuard();
        app.UseAllowedOrigins();
        app.UsePage();
        app.UseStartupGate();
        app.UseDeadlines();
        app.UseLimits(LimitStage.BeforeSignIn);
        app.UseAccess();
        app.UseLimits(LimitStage.AfterSignIn);
        app.UseUploadLimit();
        app.UseQueryNames();
        app.UseJsonBodies();
        app.MapOpenApiDocument();
        return app;
    }
}
