using Sanctum.Edge;
using Sanctum.Health;
using Sanctum.Hosting;
using Sanctum.Limits;
using Sanctum.Metrics;
using Sanctum.OpenApi;
using Sanctum.Problems;
using Sanctum.Telemetry;

namespace Sanctum;

/// <summary>The gateway: everything that the outside sees of the agents.</summary>
internal static class Program
{
    private static async Task Main(string[] args)
    {
        await using var gateway = Build(args);
        await gateway.RunAsync();
    }

    /// <summary>The whole gateway, ready to run; tests start it in their own process, with a model of their own.</summary>
    internal static WebApplication Build(string[] args, Action<IServiceCollection>? alsoRegister = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = "wwwroot",
        });
        builder.AddSanctumLogging();
        builder.AddSanctumTelemetry("sanctum-gateway");
        builder.ConnectToGrains();
        builder.LimitShutdown();
        builder.AddListener();
        builder.AddProblems();
        builder.AddJson();
        builder.AddLimits();
        builder.AddMetrics();
        builder.AddOpenApiDocument();
        builder.Services.AddEndpointModules(typeof(Program).Assembly);
        alsoRegister?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseSecurityHeaders();
        app.UseHeadRequests();
        app.UseProblems();
        app.UseCrossSiteGuard();
        app.UseAllowedOrigins();
        app.UseRateLimiter();
        app.UseMigrationGate();
        app.UsePage();
        app.MapOpenApiDocument();
        app.MapEndpointModules();
        return app;
    }
}
