using Sanctum.Identity;

namespace Sanctum.Erasures;

/// <summary>References to the grains that erase people.</summary>
public static class ErasureReferences
{
    /// <summary>The name of the grain in its tenant.</summary>
    public const string Name = "erasures";

    /// <summary>The erasures of a tenant.</summary>
    public static IPersonErasuresGrain Erasures(this IGrainFactory grains, string tenant) =>
        grains.Grain<IPersonErasuresGrain>(new GrainKey(tenant, Name).ToString());
}
