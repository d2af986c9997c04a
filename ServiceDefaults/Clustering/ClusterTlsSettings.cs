using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Clustering;

/// <summary>TLS between silos, and between gateways and silos; section <c>Sanctum:Cluster:Tls</c>.</summary>
[Settings(Section, SettingsGroup.Security)]
internal sealed class ClusterTlsSettings : IValidatableObject
{
    public const string Section = "Sanctum:Cluster:Tls";

    /// <summary>PEM file with this process's certificate; TLS is used where it is set, and then by every process.</summary>
    public string? Certificate { get; set; }

    /// <summary>PEM file with the certificate's private key.</summary>
    public string? Key { get; set; }

    /// <summary>PEM file with the certificates of the authority that issues those of the cluster; no other is trusted.</summary>
    public string? Authority { get; set; }

    /// <summary>Name that every certificate of the cluster is valid for.</summary>
    [Required, StringLength(253)]
    public string Name { get; set; } = "sanctum";

    /// <summary>Whether a silo refuses who has no certificate of the cluster.</summary>
    public bool RequireClientCertificate { get; set; } = true;

    /// <summary>Whether TLS is used.</summary>
    public bool IsEnabled => Certificate is { Length: > 0 };

    /// <summary>Reads the section.</summary>
    /// <exception cref="ValidationException">It is not complete.</exception>
    public static ClusterTlsSettings From(IConfiguration configuration)
    {
        var settings = configuration.GetSection(Section).Get<ClusterTlsSettings>() ?? new ClusterTlsSettings();
        Validator.ValidateObject(settings, new ValidationContext(settings), validateAllProperties: true);
        return settings;
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsEnabled && Key is not { Length: > 0 })
            yield return new ValidationResult($"{Section}:Key is missing: {Section}:Certificate is set.", [nameof(Key)]);
        if (IsEnabled && Authority is not { Length: > 0 })
            yield return new ValidationResult(
                $"{Section}:Authority is missing: {Section}:Certificate is set.", [nameof(Authority)]);
        if (!IsEnabled && (Key is { Length: > 0 } || Authority is { Length: > 0 }))
            yield return new ValidationResult(
                $"{Section}:Certificate is missing: {Section}:Key or Authority is set.", [nameof(Certificate)]);
    }
}
