using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Secrets;

/// <summary>The store <c>ssm</c>; section <c>Sanctum:SecretStores:Ssm</c>.</summary>
[Settings("Sanctum:SecretStores:Ssm", SettingsGroup.Security)]
internal sealed class SsmOptions
{
    public const string Section = "Sanctum:SecretStores:Ssm";

    /// <summary>The region of the parameters.</summary>
    [Required]
    public string Region { get; set; } = "us-east-1";

    /// <summary>Another address than that of the region, such as a VPC endpoint's.</summary>
    [Url]
    public string? Url { get; set; }

    /// <summary>An access key; without one the AWS SDK looks in its usual places: environment, profile, role.</summary>
    public string? AccessKey { get; set; }

    /// <summary>The secret of that access key.</summary>
    public string? SecretKey { get; set; }
}
