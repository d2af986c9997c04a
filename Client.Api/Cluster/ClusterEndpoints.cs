using Sanctum.Access;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Cluster;

/// <summary>The cluster for operators.</summary>
internal sealed class ClusterEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/cluster", (IClusterClient grains) => grains.Cluster().Get())
            .Needs("cluster:read").ForOperators()
            .WithTags("Cluster")
            .Produces<ClusterOverview>()
            .Refuses()
            .WithSummary("List the silos with status, version and load")
            .WithDescription("Every silo that is not dead, and the last twenty that died.");
}
