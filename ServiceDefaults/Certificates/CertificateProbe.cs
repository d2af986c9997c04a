using Microsoft.Extensions.DependencyInjection.Extensions;
using Sanctum.Health;

namespace Sanctum.Certificates;

/// <summary>Says in time that a certificate of this process expires, and when it has.</summary>
internal sealed class CertificateProbe(IEnumerable<CertificateFile> files, TimeProvider clock) : IReadinessProbe
{
    private static readonly TimeSpan WarningTime = TimeSpan.FromDays(14);

    public string Name => "certificates";

    public ValueTask<string?> FindProblem(CancellationToken cancellationToken) => new(
        files.Where(file => Left(file) <= TimeSpan.Zero).Select(file => Describe(file, "expired on")).FirstOrDefault());

    public ValueTask<string?> FindWeakness(CancellationToken cancellationToken) => new(
        files.Where(file => Left(file) <= WarningTime).Select(file => Describe(file, "expires on")).FirstOrDefault());

    private TimeSpan Left(CertificateFile file) => file.Current.NotAfter.ToUniversalTime() - clock.GetUtcNow().UtcDateTime;

    private static string Describe(CertificateFile file, string what) =>
        $"The certificate of {file.Setting} {what} {file.Current.NotAfter.ToUniversalTime():yyyy-MM-dd}; " +
        "put a new one in its files.";
}

internal static class CertificateHosting
{
    /// <summary>Watches every <see cref="CertificateFile"/> of the process; once, however often it is added.</summary>
    public static void AddCertificateProbe(this IServiceCollection services) =>
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IReadinessProbe, CertificateProbe>());
}
