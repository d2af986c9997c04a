using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Sanctum.Access;
using Sanctum.Configuration;
using Sanctum.Edge;

namespace Sanctum.Hosting;

/// <summary>A silo: alone, or with the gateway in it as the whole product in one process.</summary>
internal static class SiloHost
{
    /// <summary>The whole silo, ready to run; tests add a model to it.</summary>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? alsoRegister = null)
    {
        var builder = SettingSources.CreateBuilder(args);
        var isGateway = EarlyOptions.Bind<GatewayOptions>(builder.Configuration, GatewayOptions.Section).Enabled;
        return isGateway ? BuildWhole(builder, alsoRegister) : BuildSilo(builder, alsoRegister);
    }

    private static WebApplication BuildWhole(WebApplicationBuilder builder, Action<IServiceCollection>? alsoRegister)
    {
        builder.AddServiceDefaults("sanctum", typeof(GatewayHost).Assembly);
        builder.HostGrains();
        builder.AddGateway();
        alsoRegister?.Invoke(builder.Services);

        var app = builder.Build();
        app.CheckSettings();
        app.UseGateway();
        app.MapEndpointModules();
        app.CheckDeclarations();
        return app;
    }

    private static WebApplication BuildSilo(WebApplicationBuilder builder, Action<IServiceCollection>? alsoRegister)
    {
        builder.AddServiceDefaults("sanctum-silo");
        builder.Services.AddAccessSettings();
        builder.HostGrains();
        builder.AddSiloListener();
        alsoRegister?.Invoke(builder.Services);

        var app = builder.Build();
        app.MapEndpointModules();
        app.CheckDeclarations();
        return app;
    }

    // ASPNETCORE_URLS and SANCTUM_URL are the gateway's, which gets the same settings on the same machine.
    private static void AddSiloListener(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<SiloOptions>().BindConfiguration(SiloOptions.Section).ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
        builder.WebHost.UseUrls(builder.Configuration[$"{SiloOptions.Section}:Url"] ?? new SiloOptions().Url);
        builder.Services.AddHostedService<SiloAnnouncement>();
    }
}

/// <summary>Logs where the silo listens, because its port may be any.</summary>
internal sealed class SiloAnnouncement(IServer server, ILogger<SiloAnnouncement> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var url in await server.WaitForAddresses(stoppingToken))
            HostingLog.SiloAnswers(logger, url);
    }
}
