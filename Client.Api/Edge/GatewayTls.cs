using System.ComponentModel.DataAnnotations;
using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Sanctum.Certificates;
using Sanctum.Configuration;

namespace Sanctum.Edge;

/// <summary>The gateway's certificate, for a <c>Url</c> with https; section <c>Sanctum:Gateway:Tls</c>.</summary>
[Settings(Section, SettingsGroup.Security)]
internal sealed class GatewayTlsOptions
{
    public const string Section = "Sanctum:Gateway:Tls";

    /// <summary>PEM file with the gateway's certificate.</summary>
    public string? Certificate { get; set; }

    /// <summary>PEM file with the certificate's private key.</summary>
    public string? Key { get; set; }
}

/// <summary>HTTPS by TLS 1.2 or 1.3.</summary>
internal static class GatewayTls
{
    /// <exception cref="ValidationException">The settings are not complete, or a file cannot be read.</exception>
    public static void AddGatewayTls(this WebApplicationBuilder builder, string url)
    {
        builder.Services.AddOptions<GatewayTlsOptions>().BindConfiguration(GatewayTlsOptions.Section);
        var settings = builder.Configuration.GetSection(GatewayTlsOptions.Section).Get<GatewayTlsOptions>();
        if (settings?.Certificate is not { Length: > 0 } certificate)
            return;
        if (settings.Key is not { Length: > 0 } key)
            throw new ValidationException(
                $"{GatewayTlsOptions.Section}:Key is missing: {GatewayTlsOptions.Section}:Certificate is set.");
        if (!url.StartsWith(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase))
            throw new ValidationException(
                $"{GatewayOptions.Section}:Url is '{url}'; with {GatewayTlsOptions.Section}:Certificate it must begin with " +
                "https.");
        const string Setting = $"{GatewayTlsOptions.Section}:Certificate";
        using (CertificateFile.Load(Setting, certificate, key))
        {
            // Files that cannot be used are a mistake in the settings, which ends the process before it starts.
        }
        builder.Services.AddKeyedSingleton(nameof(GatewayTls), (provider, _) => new CertificateFile(
            Setting, certificate, key, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<CertificateFile>>()));
        builder.Services.AddSingleton(
            provider => provider.GetRequiredKeyedService<CertificateFile>(nameof(GatewayTls)));
        builder.Services.AddCertificateProbe();
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IServiceProvider>((kestrel, provider) =>
        {
            var file = provider.GetRequiredKeyedService<CertificateFile>(nameof(GatewayTls));
            kestrel.ConfigureHttpsDefaults(https =>
            {
                https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                https.ServerCertificateSelector = (_, _) => file.Current;
            });
        });
    }
}
