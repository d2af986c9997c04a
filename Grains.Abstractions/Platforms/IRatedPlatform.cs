using System.Collections.Immutable;
using Sanctum.Publishing;

namespace Sanctum.Platforms;

/// <summary>A platform that allows an account so many points in a while. Posts wait for their points; none is dropped.</summary>
public interface IRatedPlatform : IPlatformAdapter
{
    /// <summary>The allowance as the platform documents it; every window holds.</summary>
    ImmutableArray<RateWindow> RateWindows { get; }

    /// <summary>What a post costs; at least 1. A thread costs as much as its posts together.</summary>
    int PointsFor(OutboundPost post);

    /// <summary>What taking a post back costs.</summary>
    int PointsForDelete => 1;
}

/// <summary>So many points in so long.</summary>
/// <param name="Length">The window.</param>
/// <param name="Points">What may be spent in it.</param>
public sealed record RateWindow(TimeSpan Length, int Points);

/// <summary>What is left of an allowance, as the platform's answers say (<c>RateLimit-*</c> headers).</summary>
/// <param name="Remaining">Points left.</param>
/// <param name="ResetsAt">When the allowance is whole again, UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.rate-allowance")]
public sealed record RateAllowance([property: Id(0)] int Remaining, [property: Id(1)] DateTimeOffset ResetsAt);
