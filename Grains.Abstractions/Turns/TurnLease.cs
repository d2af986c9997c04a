namespace Sanctum.Turns;

/// <summary>A leased item.</summary>
/// <param name="Lease">The right to work on it.</param>
/// <param name="Notification">What came in.</param>
/// <param name="Attempt">Which attempt this is, from 1; a lease lost to a crash is not counted as a failed attempt.</param>
[GenerateSerializer, Immutable, Alias("sanctum.turn-lease")]
public sealed record TurnLease(
    [property: Id(0)] LeaseToken Lease, [property: Id(1)] Notification Notification, [property: Id(2)] int Attempt);
