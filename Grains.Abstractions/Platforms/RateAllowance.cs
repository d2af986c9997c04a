namespace Sanctum.Platforms;

/// <summary>So many points in so long.</summary>
/// <param name="Length">The window.</param>
/// <param name="Points">What may be spent in it.</param>
public sealed record RateWindow(TimeSpan Length, int Points);

/// <summary>What is left of an allowance, as the platform's answers say (<c>RateLimit-*</c> headers).</summary>
/// <param name="Remaining">Points left.</param>
/// <param name="ResetsAt">When the allowance is whole again, UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.rate-allowance")]
public sealed record RateAllowance([property: Id(0)] int Remaining, [property: Id(1)] DateTimeOffset ResetsAt);
