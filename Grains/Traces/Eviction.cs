using Orleans.Core.Internal;

namespace Sanctum.Traces;

/// <summary>Has grains read their rows again.</summary>
internal static class Eviction
{
    /// <summary>Ends the activation, wherever it is, once its calls have ended.</summary>
    public static async Task Evict(this IAddressable grain) =>
        await grain.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
}
