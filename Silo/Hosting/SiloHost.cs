using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Sanctum.Edge;
using Sanctum.Metrics;
using Sanctum.Telemetry;

namespace Sanctum.Hosting;

/// <summary>A silo in a process of its own: the grains, and what supervisors ask of a process.</summary>
internal static class SiloHost
{
    /// <summary>The whole silo, ready to run.</summary>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.AddSanctumLogging();
        builder.AddSanctumTelemetry("sanctum-silo");
        builder.HostGrains();
        builder.LimitShutdown();
        builder.AddSiloListener();
        builder.AddMetrics();
        builder.Services.AddEndpointModules();

        var app = builder.Build();
        app.MapEndpointModules();
        return app;
    }

    // ASPNETCORE_URLS and SANCTUM_URL are the gateway's, which is given the same settings on the same machine.
    private static void AddSiloListener(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<SiloOptions>().BindConfiguration(SiloOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
        builder.WebHost.UseUrls(builder.Configuration[$"{SiloOptions.Section}:Url"] ?? new SiloOptions().Url);
        builder.Services.AddHostedService<SiloAnnouncement>();
    }
}

/// <summary>Says once the silo listens where it can be asked, because its port may be any.</summary>
internal sealed class SiloAnnouncement(IServer server, IHostApplicationLifetime lifetime, ILogger<SiloAnnouncement> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() =>
        {
            foreach (var url in server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
                HostingLog.SiloAnswers(logger, url);
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
