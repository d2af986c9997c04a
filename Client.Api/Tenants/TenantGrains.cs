using Sanctum.Identity;

namespace Sanctum.Tenants;

/// <summary>The grain of the tenants.</summary>
internal static class TenantGrains
{
    public static ITenantsGrain Tenants(this IGrainFactory grains) =>
        grains.GetGrain<ITenantsGrain>(GrainKey.InDefaultTenant(ITenantsGrain.Name).ToString());
}
