using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Sanctum.Access;
using Sanctum.Configuration;
using Sanctum.Hosting;

namespace Sanctum.Edge;

/// <summary>Where the gateway listens, and how much it takes in at once.</summary>
internal static class Listener
{
    private static readonly TimeSpan SlowStart = TimeSpan.FromSeconds(5);

    public static void AddListener(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<GatewayOptions>()
            .Configure<IConfiguration>((options, configuration) => options.Url = configuration["SANCTUM_URL"] ?? options.Url)
            .BindConfiguration(GatewayOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddOptions<KestrelServerOptions>()
            .Configure<IOptions<GatewayOptions>>((kestrel, gateway) =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.Apply(gateway.Value);
            });
        var url = builder.Configuration[$"{GatewayOptions.Section}:Url"] ?? builder.Configuration["SANCTUM_URL"]
            ?? new GatewayOptions().Url;
        if (EarlyOptions.Bind<GatewayOptions>(builder.Configuration, GatewayOptions.Section).NextFreePort)
            url = builder.ClaimPort(url);
        builder.AddGatewayTls(url);
        builder.WebHost.UseUrls(url);
        builder.Services.AddHostedService<ListenerAnnouncement>();
    }

    private static void Apply(this KestrelServerLimits limits, GatewayOptions gateway)
    {
        limits.MaxRequestBodySize = gateway.MaxBodyBytes;
        limits.MaxConcurrentConnections = gateway.MaxConnections;
        limits.MaxConcurrentUpgradedConnections = gateway.MaxConnections;
        limits.MaxRequestHeadersTotalSize = gateway.MaxHeaderBytes;
        limits.MaxRequestHeaderCount = gateway.MaxHeaders;
        limits.RequestHeadersTimeout = gateway.HeaderTimeout;
        limits.KeepAliveTimeout = gateway.KeepAliveTimeout;
        limits.MinRequestBodyDataRate = new MinDataRate(gateway.MinBytesPerSecond, SlowStart);
        limits.MinResponseDataRate = new MinDataRate(gateway.MinBytesPerSecond, SlowStart);
    }

    // The host holds the claim for as long as it lives: the gateway listens only later.
    private static string ClaimPort(this WebApplicationBuilder builder, string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var wanted) || wanted.Port == 0)
            return url;
        var claim = PortClaim.From(wanted.Port);
        builder.Services.AddKeyedSingleton(nameof(Listener), claim);
        return new UriBuilder(wanted) { Port = claim.Port }.Uri.GetLeftPart(UriPartial.Authority);
    }

    /// <summary>Whether only this machine can reach <paramref name="url"/>.</summary>
    public static bool IsLocal(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && IsLocalHost(uri.Host);

    /// <summary>Whether <paramref name="host"/> names this machine.</summary>
    public static bool IsLocalHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}

/// <summary>Says once the gateway listens who can reach it, because whoever can may be able to use it.</summary>
internal sealed partial class ListenerAnnouncement(
    IServer server, IOptions<AccessSettings> access, ILogger<ListenerAnnouncement> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var url in await server.WaitForAddresses(stoppingToken))
        {
            if (Listener.IsLocal(url))
                ListensLocally(logger, url);
            else if (access.Value.Required)
                ListensForUsers(logger, url);
            else
                ListensOpenly(logger, url);
        }
    }

    [LoggerMessage(2001, LogLevel.Information, "The gateway listens on {Url}, for this machine only")]
    private static partial void ListensLocally(ILogger logger, string url);

    [LoggerMessage(
        2002, LogLevel.Warning,
        "The gateway listens on {Url} and asks nobody to sign in (Sanctum:Access:Required): " +
        "everybody who reaches it can use every agent")]
    private static partial void ListensOpenly(ILogger logger, string url);

    [LoggerMessage(2003, LogLevel.Information, "The gateway listens on {Url}, and callers must sign in")]
    private static partial void ListensForUsers(ILogger logger, string url);
}
