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
