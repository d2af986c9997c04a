using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Secrets;

/// <summary>The store <c>kubernetes</c>; section <c>Sanctum:SecretStores:Kubernetes</c>.</summary>
[Settings("Sanctum:SecretStores:Kubernetes", SettingsGroup.Security)]
internal sealed class KubernetesOptions
{
    public const string Section = "Sanctum:SecretStores:Kubernetes";

    /// <summary>The folder into which secrets are mounted, each as a folder of its name.</summary>
    [Required]
    public string Folder { get; set; } = "/var/run/secrets/sanctum";

    /// <summary>
    /// The API server that is asked instead, such as <c>https://kubernetes.default.svc</c>; none by default. The system has to
    /// trust its certificate.
    /// </summary>
    [Url]
    public string? Url { get; set; }

    /// <summary>The namespace of the secrets, at the API server.</summary>
    [Required]
    public string Namespace { get; set; } = "default";

    /// <summary>The file with the token for the API server.</summary>
    [Required]
    public string TokenFile { get; set; } = "/var/run/secrets/kubernetes.io/serviceaccount/token";
}
