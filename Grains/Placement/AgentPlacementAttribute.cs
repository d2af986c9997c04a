using Orleans.Placement;

namespace Sanctum.Placement;

/// <summary>
/// Places a grain on the home silo of its agent, whose key it has: the grains of one agent are together, and the death of a silo
/// stops that silo's agents only.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class AgentPlacementAttribute() : PlacementAttribute(AgentPlacement.Instance);

/// <summary>The strategy of <see cref="AgentPlacementAttribute"/>.</summary>
[Serializable, GenerateSerializer, Immutable, Alias("sanctum.agent-placement")]
internal sealed class AgentPlacement : PlacementStrategy
{
    public static AgentPlacement Instance { get; } = new();
}
