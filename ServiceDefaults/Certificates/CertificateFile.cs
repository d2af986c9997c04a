using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sanctum.Certificates;

/// <summary>
/// A certificate and its private key in PEM files. They are read again when they change; while they cannot be read, the
/// certificate that was read last stays in use.
/// </summary>
internal sealed partial class CertificateFile
{
    // A renewal writes two files, one after the other.
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(2);

    private readonly string _path;
    private readonly string _keyPath;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private volatile X509Certificate2 _current;
    private (DateTime Certificate, DateTime Key) _read;
    private long _lookedAt;

    /// <param name="setting">The setting that names the certificate.</param>
    /// <param name="path">PEM of the certificate.</param>
    /// <param name="keyPath">PEM of its private key.</param>
    /// <param name="clock">Tells when to look again.</param>
    /// <param name="logger">Where a new certificate is announced.</param>
    /// <exception cref="ValidationException">They cannot be read, or do not belong together.</exception>
    public CertificateFile(string setting, string path, string keyPath, TimeProvider clock, ILogger logger)
    {
        (Setting, _path, _keyPath, _clock, _logger) = (setting, path, keyPath, clock, logger);
        _read = LastWrites();
        _lookedAt = clock.GetTimestamp();
        _current = Load(setting, path, keyPath);
    }

    /// <summary>The setting that names the certificate.</summary>
    public string Setting { get; }

    /// <summary>The certificate to use for the next connection.</summary>
    public X509Certificate2 Current
    {
        get
        {
            if (_clock.GetElapsedTime(Volatile.Read(ref _lookedAt)) > LookPeriod)
                Look();
            return _current;
        }
    }

    /// <summary>Reads a certificate with its key.</summary>
    /// <exception cref="ValidationException">They cannot be read, or do not belong together.</exception>
    public static X509Certificate2 Load(string setting, string path, string keyPath)
    {
        try
        {
            using var read = X509Certificate2.CreateFromPemFile(path, keyPath);
            // Windows signs only with keys that came from a store.
            return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), password: null);
        }
        catch (Exception exception) when (
            exception is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new ValidationException(
                $"{setting}: the certificate {path} with the key {keyPath} cannot be read: {exception.Message}", exception);
        }
    }

    private void Look()
    {
        lock (_gate)
        {
            if (_clock.GetElapsedTime(_lookedAt) <= LookPeriod)
                return;
            Volatile.Write(ref _lookedAt, _clock.GetTimestamp());
            if (LastWrites() is var now && now == _read)
                return;
            _read = now;
            try
            {
                // The one before may be in use by a handshake; it goes with the last that refers to it.
                _current = Load(Setting, _path, _keyPath);
                Renewed(_logger, _path, _current.NotAfter.ToUniversalTime());
            }
            catch (ValidationException exception)
            {
                NotRenewed(_logger, exception.Message);
            }
        }
    }

    private (DateTime Certificate, DateTime Key) LastWrites() =>
        (File.GetLastWriteTimeUtc(_path), File.GetLastWriteTimeUtc(_keyPath));

    [LoggerMessage(2470, LogLevel.Information, "The certificate {Path} was read again; it is valid until {Until:u}")]
    private static partial void Renewed(ILogger logger, string path, DateTime until);

    [LoggerMessage(2471, LogLevel.Warning, "{Problem}; the certificate that was read last stays in use")]
    private static partial void NotRenewed(ILogger logger, string problem);
}
