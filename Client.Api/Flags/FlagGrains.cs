using Sanctum.Access;

namespace Sanctum.Flags;

/// <summary>The grain of the feature flags.</summary>
internal static class FlagGrains
{
    public static IFlagsGrain Flags(this IGrainFactory grains) =>
        grains.GetGrain<IFlagsGrain>(CallerTenant.Key("flags").ToString());
}
