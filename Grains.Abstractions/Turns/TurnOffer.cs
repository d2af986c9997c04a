using Sanctum.Agents;

namespace Sanctum.Turns;

/// <summary>The right to begin the turn of an item.</summary>
/// <param name="Lease">The lease that beginning it takes.</param>
/// <param name="Platform">Where the item came from.</param>
/// <param name="TraceParent">W3C trace context of what brought the item, or null.</param>
/// <param name="Progress">
/// The turn, where the lease is taken already because the item was leased as it came in; else null.
/// </param>
/// <param name="Agent">The agent as the item found it, with <paramref name="Progress"/>; else null.</param>
[GenerateSerializer, Immutable, Alias("sanctum.turn-offer")]
public sealed record TurnOffer(
    [property: Id(0)] LeaseToken Lease,
    [property: Id(1)] string Platform,
    [property: Id(2)] string? TraceParent,
    [property: Id(4)] TurnProgress? Progress = null,
    [property: Id(5)] Agent? Agent = null);
