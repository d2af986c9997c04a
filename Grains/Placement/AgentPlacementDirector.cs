using Orleans.Runtime.Placement;

namespace Sanctum.Placement;

/// <summary>Chooses the home of the agent whose key the grain has.</summary>
internal sealed class AgentPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        return Task.FromResult(
            IPlacementDirector.GetPlacementHint(target.RequestContextData, silos)
                ?? AgentHomes.HomeOf(target.GrainIdentity.Key.ToString()!, silos));
    }
}
