using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Audit;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Problems;

namespace Sanctum.Memory;

/// <summary>An agent's archival memory: passages, written and searched by an operator.</summary>
internal sealed class PassageEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var passages = routes.MapGroup("/v1/agents/{id}/passages").WithTags("Memory");
        passages.MapGet("", List)
            .Needs("memory:read")
            .Produces<PassageList>()
            .Refuses(400, 404)
            .WithSummary("List an agent's passages, newest first")
            .WithDescription("Pass `next` as `after` for the next page.");
        MapInserts(passages);
        passages.MapGet("/{passage:guid}", Get)
            .Needs("memory:read")
            .Produces<PassageResource>()
            .Refuses(404)
            .WithSummary("Read a passage")
            .WithDescription("The ETag is the version.");
        passages.MapPatch("/{passage:guid}", Change)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite, "agent/{id}/passages/{passage}")
            .Produces<PassageResource>()
            .Refuses(400, 404, 409, 412, 413, 415)
            .WithSummary("Change a passage")
            .WithDescription(
                "Omitted fields are kept; a new text is embedded anew. With `If-Match`, the change is refused unless the " +
                "passage has that version. Safe to repeat.");
        passages.MapDelete("/{passage:guid}", Delete)
            .Needs("memory:delete")
            .Audited(AuditActions.MemoryDelete, "agent/{id}/passages/{passage}")
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(400, 404, 409, 412)
            .WithSummary("Delete a passage");
    }

    private static void MapInserts(RouteGroupBuilder passages)
    {
        passages.MapPost("", Insert)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite, "agent/{id}/passages")
            .Produces<PassageResource>(StatusCodes.Status201Created)
            .Refuses(400, 404, 409, 413, 415)
            .WithSummary("Insert a passage")
            .WithDescription(
                "Found by its words at once, and by its meaning as soon as it is embedded. Repeating an `Idempotency-Key` " +
                "returns the same passage; with another text it is refused.");
        passages.MapPost("/batch", InsertMany)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite, "agent/{id}/passages")
            .Produces<InsertedPassages>(StatusCodes.Status201Created)
            .Refuses(400, 404, 409, 413, 415)
            .WithSummary("Insert several passages, all or none")
            .WithDescription(
                "At most 100. A refused field is named with its entry, as `items[3].text`. Each entry may have its own `key`; " +
                "with an `Idempotency-Key`, entries without one have their place as the key.");
        passages.MapGet("/search", Search)
            .Needs("memory:read")
            .Produces<FoundPassages>()
            .Refuses(400, 404)
            .WithSummary("Search an agent's passages by words and by meaning")
            .WithDescription(
                "Both lists are joined by reciprocal rank fusion (k = 60). `tags` are separated by commas, and a passage must " +
                "have all of them; `since` and `until` are times or spans such as `7d`. At most 50 results; 10 by default.");
    }

    private static async Task<PassageList> List(AgentId id, string? after, int? limit, IClusterClient grains)
    {
        var size = PageLimit.Check(limit);
        await grains.Agent(id).Get();
        var page = await grains.Passages(id).List(after, size);
        return new PassageList([.. page.Items.Select(PassageResource.From)], page.Next);
    }

    private static async Task<IResult> Insert(AgentId id, PassageBody body, HttpContext http, IClusterClient grains)
    {
        await grains.RequireActive(id);
        var inserted = (await grains.Passages(id).Insert(
            [body.ToPassage(id, "", PassageKey.Of(http.Request), 0)], MemoryRequests.Operator))[0];
        http.AuditChange(AuditedChange.Between(before: null, PassageResource.From(inserted)));
        http.Response.Headers.ETag = EntityVersion.ToETag(inserted.Version);
        return Results.Created($"/v1/agents/{id}/passages/{inserted.Id}", PassageResource.From(inserted));
    }

    private static async Task<IResult> InsertMany(AgentId id, PassagesBody body, HttpContext http, IClusterClient grains)
    {
        await grains.RequireActive(id);
        var key = PassageKey.Of(http.Request);
        var inserted = await grains.Passages(id).Insert(
            [.. body.CheckedItems.Select((item, place) => item.ToPassage(id, $"items[{place}].", key, place))],
            MemoryRequests.Operator);
        http.AuditChange(AuditedChange.Between(before: null, new { ids = inserted.Select(passage => passage.Id) }));
        return Results.Json(
            new InsertedPassages([.. inserted.Select(PassageResource.From)]), Json.Options,
            statusCode: StatusCodes.Status201Created);
    }

    private static async Task<PassageResource> Get(AgentId id, Guid passage, HttpResponse response, IClusterClient grains)
    {
        await grains.Agent(id).Get();
        return WithETag(await Find(id, passage, grains), response);
    }

    private static async Task<PassageResource> Change(
        AgentId id, Guid passage, PassageChangeBody body, HttpContext http, IClusterClient grains)
    {
        var expected = EntityVersion.Demanded(http.Request);
        await grains.RequireActive(id);
        var before = await Find(id, passage, grains);
        var after = await DemandedVersion.Hold(
            expected, () => grains.Passages(id).Change(passage, body.ToChange(expected), MemoryRequests.Operator));
        http.AuditChange(AuditedChange.Between(PassageResource.From(before), PassageResource.From(after)));
        return WithETag(after, http.Response);
    }

    private static async Task<IResult> Delete(AgentId id, Guid passage, HttpContext http, IClusterClient grains)
    {
        var expected = EntityVersion.Demanded(http.Request);
        await grains.RequireActive(id);
        var before = await Find(id, passage, grains);
        await DemandedVersion.Hold(
            expected,
            async () =>
            {
                await grains.Passages(id).Delete(passage, expected, MemoryRequests.Operator);
                return true;
            });
        http.AuditChange(AuditedChange.Between(PassageResource.From(before), after: null));
        return Results.NoContent();
    }

    private static async Task<FoundPassages> Search(
        AgentId id, string? q, string? tags, string? source, string? since, string? until, int? limit, TimeProvider clock,
        IClusterClient grains)
    {
        var query = new PassageSearch(q, tags, source, since, until, limit).ToQuery(clock.GetUtcNow());
        await grains.Agent(id).Get();
        return FoundPassages.From(await grains.Passages(id).Search(query));
    }

    private static async Task<Passage> Find(AgentId id, Guid passage, IClusterClient grains) =>
        await grains.Passages(id).Find(passage) ?? throw new NotFoundException("passage", passage.ToString());

    private static PassageResource WithETag(Passage passage, HttpResponse response)
    {
        response.Headers.ETag = EntityVersion.ToETag(passage.Version);
        return PassageResource.From(passage);
    }
}
