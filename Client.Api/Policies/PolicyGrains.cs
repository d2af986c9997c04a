using Sanctum.Access;

namespace Sanctum.Policies;

/// <summary>The grain of the policy documents.</summary>
internal static class PolicyGrains
{
    public static IPolicyGrain Policies(this IGrainFactory grains) =>
        grains.GetGrain<IPolicyGrain>(CallerTenant.Key("policies").ToString());
}
