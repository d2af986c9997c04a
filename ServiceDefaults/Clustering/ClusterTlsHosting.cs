using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Orleans.Connections.Security;
using Sanctum.Certificates;

namespace Sanctum.Clustering;

/// <summary>Sets TLS up for the connections of a silo and of a gateway.</summary>
internal static class ClusterTlsHosting
{
    /// <exception cref="ValidationException">The settings are not complete, or a file cannot be used.</exception>
    public static void AddClusterTls(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ClusterTlsSettings>().BindConfiguration(ClusterTlsSettings.Section);
        var settings = ClusterTlsSettings.From(configuration);
        if (!settings.IsEnabled)
            return;
        // A process that the others would refuse says so before it starts.
        _ = new ClusterTls(settings, TimeProvider.System, NullLogger<ClusterTls>.Instance);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ClusterTls>(provider, settings));
        services.AddSingleton(provider => provider.GetRequiredService<ClusterTls>().Certificate);
        services.AddCertificateProbe();
        services.AddOptions<SiloConnectionOptions>().Configure<ClusterTls>((connections, tls) =>
        {
            var options = OptionsOf(tls);
            connections.ConfigureSiloInboundConnection(connection => connection.UseServerTls(options));
            connections.ConfigureSiloOutboundConnection(connection => connection.UseClientTls(options));
            connections.ConfigureGatewayInboundConnection(connection => connection.UseServerTls(options));
        });
        services.AddOptions<ClientConnectionOptions>().Configure<ClusterTls>((connections, tls) =>
        {
            var options = OptionsOf(tls);
            connections.ConfigureConnection(connection => connection.UseClientTls(options));
        });
    }

    private static TlsOptions OptionsOf(ClusterTls tls)
    {
        var options = new TlsOptions();
        tls.Apply(options);
        return options;
    }
}
