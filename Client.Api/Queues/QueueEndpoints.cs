using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Audit;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Queues;

/// <summary>An agent's queue: its counts, its items, and what an operator can do with those that failed.</summary>
internal sealed class QueueEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var queue = routes.MapGroup("/v1/agents/{id}").WithTags("Queues");
        queue.MapGet("/queue", Get)
            .Needs("queues:read")
            .Produces<QueueResource>()
            .Refuses(400, 404)
            .WithSummary("Read a queue's counts, its mode and health, its oldest waiting item and its latest failures");
        queue.MapGet("/queue/items", List)
            .Needs("queues:read")
            .Produces<QueueItemList>()
            .Refuses(400, 404)
            .WithSummary("List queue items")
            .WithDescription(
                "Oldest first; `status` is one of new, processing, done, no_reply, error, cancelled. " +
                "`from` is an author's handle, with or without @, in any case; with it, only items that are " +
                "new, processing or in error are listed. Pass `next` as `after` for the next page.");
        queue.MapGet("/queue/authors", CountAuthors)
            .Needs("queues:read")
            .Produces<QueueAuthorList>()
            .Refuses(400, 404)
            .WithSummary("Count the items that wait, run or are in error by author, busiest first");
        queue.MapGet("/queue/items/{item}", Find)
            .Needs("queues:read")
            .Produces<QueueItem>()
            .Refuses(400, 404)
            .WithSummary("Read one queue item");
        queue.MapPost("/queue/items/{item}/retry", Retry)
            .Needs("queues:write")
            .Audited(AuditActions.ItemRetry, "queue/{id}/{item}")
            .Produces<QueueItem>()
            .Refuses(400, 404, 409)
            .WithSummary("Offer an item in error or no-reply again");
        queue.MapPost("/queue/items/{item}/discard", Discard)
            .Needs("queues:write")
            .Audited(AuditActions.ItemDiscard, "queue/{id}/{item}")
            .Produces<QueueItem>()
            .Refuses(400, 404, 409)
            .WithSummary("End an item that waits or is in error");
    }

    private static async Task<QueueResource> Get(AgentId id, IClusterClient grains)
    {
        await grains.Agent(id).Get();
        return QueueResource.From(await grains.QueueAdmin(id).GetHealth(), await grains.QueueAdmin(id).GetRecentFailures());
    }

    private static async Task<QueueItem> Find(AgentId id, Guid item, IClusterClient grains)
    {
        await grains.Agent(id).Get();
        return await grains.QueueAdmin(id).Find(item);
    }

    private static async Task<QueueItemList> List(
        AgentId id, string? status, string? from, Guid? after, int? limit, IClusterClient grains)
    {
        var size = PageLimit.Check(limit);
        var wanted = status is null ? (QueueItemStatus?)null : StateName.Parse<QueueItemStatus>("status", status);
        await grains.Agent(id).Get();
        var page = from is null
            ? await grains.Queue(id).List(wanted, after, size)
            : await grains.QueueAdmin(id).ListFrom(from, wanted, after, size);
        return new QueueItemList([.. page.Items], page.Next);
    }

    private static async Task<QueueAuthorList> CountAuthors(AgentId id, int? limit, IClusterClient grains)
    {
        var size = PageLimit.Check(limit);
        await grains.Agent(id).Get();
        return new QueueAuthorList([.. await grains.QueueAdmin(id).CountAuthors(size)]);
    }

    private static async Task<QueueItem> Retry(AgentId id, Guid item, HttpContext http, IClusterClient grains) =>
        await http.AuditChange(await Find(id, item, grains), () => grains.Queue(id).Retry(item));

    private static async Task<QueueItem> Discard(AgentId id, Guid item, HttpContext http, IClusterClient grains) =>
        await http.AuditChange(await Find(id, item, grains), () => grains.Queue(id).Discard(item));
}

/// <summary>A page of queue items.</summary>
/// <param name="Items">Oldest first.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
internal sealed record QueueItemList(QueueItem[] Items, Guid? Next);

/// <summary>The authors of open items.</summary>
/// <param name="Items">Those with the most items first.</param>
internal sealed record QueueAuthorList(QueueAuthor[] Items);
