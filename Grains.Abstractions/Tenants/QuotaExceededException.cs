using Sanctum.Errors;

namespace Sanctum.Tenants;

/// <summary>A tenant has no room for what is to be created: its quota allows no more; nothing was done.</summary>
[GenerateSerializer, Alias("sanctum.quota-exceeded")]
public sealed class QuotaExceededException(string tenant, string quota, int limit)
    : SanctumException($"Tenant '{tenant}' may have {limit} {quota}, its quota.")
{
    /// <summary>What is limited, such as <c>agents</c>.</summary>
    [Id(0)]
    public string Quota { get; } = quota;
}
