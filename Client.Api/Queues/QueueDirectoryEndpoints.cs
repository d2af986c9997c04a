using Sanctum.Access;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Queues;

/// <summary>The queues of all agents.</summary>
internal sealed class QueueDirectoryEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/queues", List)
            .Needs("queues:read")
            .WithTags("Queues")
            .Produces<QueueList>()
            .Refuses(400)
            .WithSummary("Read the counts and the health of all queues")
            .WithDescription(
                "Ordered by agent; `health` is one of healthy, warning, critical and leaves out healthier queues. " +
                "Totals cover all agents.");

    private static async Task<QueueList> List(
        string? health, string? after, int? limit, IClusterClient grains, CancellationToken cancellationToken)
    {
        var size = PageLimit.Check(limit);
        var least = health is null ? QueueHealthLevel.Healthy : StateName.Parse<QueueHealthLevel>("health", health);
        var queues = await grains.Queues().GetHealth(cancellationToken);
        var page = queues.Where(queue => queue.Level >= least && string.CompareOrdinal(queue.Agent, after) > 0).Take(size + 1)
            .ToArray();
        return new QueueList(
            QueueTotals.Of(queues), [.. page.Take(size).Select(QueueSummary.From)],
            page.Length > size ? page[size - 1].Agent : null);
    }
}
