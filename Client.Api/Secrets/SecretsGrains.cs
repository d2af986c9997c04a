using Sanctum.Identity;

namespace Sanctum.Secrets;

/// <summary>The grain of the keys of secrets; there is one for all tenants.</summary>
internal static class SecretsGrains
{
    public static ISecretsGrain Secrets(this IGrainFactory grains) =>
        grains.GetGrain<ISecretsGrain>(GrainKey.InDefaultTenant("secrets").ToString());
}
