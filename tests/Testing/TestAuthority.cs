using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sanctum.Testing;

/// <summary>An authority that issues certificates for one test, as PEM files in a private folder.</summary>
public sealed class TestAuthority : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sanctum-certificates-");
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;

    /// <summary>A new authority; no other trusts it.</summary>
    public TestAuthority()
    {
        var request = new CertificateRequest("CN=test authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _certificate = request.CreateSelfSigned(Now.AddYears(-2), Now.AddYears(5));
        File.WriteAllText(Path, _certificate.ExportCertificatePem());
    }

    /// <summary>PEM of the authority.</summary>
    public string Path => System.IO.Path.Combine(_folder.FullName, "authority.pem");

    /// <summary>The authority's certificate.</summary>
    public X509Certificate2 Certificate => _certificate;

    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    /// <summary>Issues a certificate; one of the same file name is replaced.</summary>
    /// <param name="name">The host name that it is valid for.</param>
    /// <param name="until">Its end; a year from now unless given.</param>
    /// <param name="file">The name of its files; the host name unless given.</param>
    /// <returns>The paths of the certificate and of its key.</returns>
    public (string Certificate, string Key) Issue(string name = "sanctum", DateTimeOffset? until = null, string? file = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        using var issued = request.Create(
            _certificate, Now.AddYears(-1), until ?? Now.AddYears(1), RandomNumberGenerator.GetBytes(16));
        var path = System.IO.Path.Combine(_folder.FullName, $"{file ?? name}.pem");
        var keyPath = System.IO.Path.ChangeExtension(path, ".key");
        File.WriteAllText(path, issued.ExportCertificatePem());
        File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
        return (path, keyPath);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
        _folder.Delete(recursive: true);
    }
}
