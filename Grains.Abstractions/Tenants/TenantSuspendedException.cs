using Sanctum.Errors;

namespace Sanctum.Tenants;

/// <summary>The tenant is suspended: nothing is taken in for it. What it has is kept.</summary>
[GenerateSerializer, Alias("sanctum.tenant-suspended")]
public sealed class TenantSuspendedException(string tenant)
    : SanctumException($"Tenant '{tenant}' is suspended; the operator can resume it.");
