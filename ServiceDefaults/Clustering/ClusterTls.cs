using System.ComponentModel.DataAnnotations;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;
using Sanctum.Certificates;

namespace Sanctum.Clustering;

/// <summary>
/// TLS 1.2 or 1.3 on the connections of the cluster. A certificate is trusted if the cluster's authority issued it for the
/// cluster's name; addresses are not looked at, because silos find each other by them.
/// </summary>
internal sealed partial class ClusterTls
{
    private readonly ClusterTlsSettings _settings;
    private readonly X509Certificate2Collection _authorities;
    private readonly CertificateFile _certificate;
    private readonly ILogger _logger;

    /// <exception cref="ValidationException">A file cannot be read, or the certificate is none of the cluster.</exception>
    public ClusterTls(ClusterTlsSettings settings, TimeProvider clock, ILogger<ClusterTls> logger)
    {
        (_settings, _logger) = (settings, logger);
        _certificate = new CertificateFile(
            $"{ClusterTlsSettings.Section}:Certificate", settings.Certificate!, settings.Key!, clock, logger);
        _authorities = ReadAuthorities(settings.Authority!);
        if (FindFault(_certificate.Current) is { } fault)
            throw new ValidationException(
                $"{ClusterTlsSettings.Section}:Certificate: the other processes would refuse it: {fault}");
    }

    /// <summary>The certificate of this process.</summary>
    public CertificateFile Certificate => _certificate;

    /// <summary>Sets TLS up, for a silo or a gateway.</summary>
    public void Apply(TlsOptions options)
    {
        options.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        options.LocalServerCertificateSelector = (_, _) => _certificate.Current;
        options.LocalClientCertificateSelector = (_, _, _, _, _) => _certificate.Current;
        options.RemoteCertificateMode = _settings.RequireClientCertificate
            ? RemoteCertificateMode.RequireCertificate
            : RemoteCertificateMode.AllowCertificate;
        options.ClientCertificateMode = RemoteCertificateMode.AllowCertificate;
        options.CheckCertificateRevocation = false;
        options.RemoteCertificateValidation = (certificate, _, _) => IsTrusted(certificate);
        options.OnAuthenticateAsClient = (_, client) => client.TargetHost = _settings.Name;
    }

    private bool IsTrusted(X509Certificate2 certificate)
    {
        if (FindFault(certificate) is not { } fault)
            return true;
        Refused(_logger, certificate.Subject, fault);
        return false;
    }

    private string? FindFault(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        if (!chain.Build(certificate))
            return string.Join(' ', chain.ChainStatus.Select(status => status.StatusInformation.Trim()));
        return certificate.MatchesHostname(_settings.Name) ? null : $"It is not valid for the name '{_settings.Name}'.";
    }

    private static X509Certificate2Collection ReadAuthorities(string path)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ValidationException($"{ClusterTlsSettings.Section}:Authority: {path} cannot be read: {exception.Message}");
        }
        return authorities.Count > 0
            ? authorities
            : throw new ValidationException($"{ClusterTlsSettings.Section}:Authority: {path} has no certificate.");
    }

    [LoggerMessage(
        2472, LogLevel.Warning, "A process of the cluster was refused: its certificate, {Subject}, is not trusted: {Fault}")]
    private static partial void Refused(ILogger logger, string subject, string fault);
}
