using Orleans.Placement;

namespace Sanctum.Conversations;

/// <summary>Places a session beside its agent.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SessionPlacementAttribute() : PlacementAttribute(SessionPlacement.Instance);

/// <summary>The strategy of <see cref="SessionPlacementAttribute"/>.</summary>
[Serializable, GenerateSerializer, Immutable, Alias("sanctum.session-placement")]
internal sealed class SessionPlacement : PlacementStrategy
{
    public static SessionPlacement Instance { get; } = new();
}
