using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Audit;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Memory;

/// <summary>The versions of a block of core memory, and ways back to them.</summary>
internal sealed class BlockHistoryEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var block = routes.MapGroup("/v1/agents/{id}/memory/{label}").WithTags("Agents");
        block.MapGet("/versions", List)
            .Needs("memory:read")
            .Produces<BlockVersionPage>()
            .Refuses(400, 404)
            .WithSummary("List the versions of a block")
            .WithDescription(
                "Newest first, also of a block that was deleted. Pass `next` as `after` for the next page; at most 200.");
        block.MapGet("/versions/{version:int}", Get)
            .Needs("memory:read")
            .Produces<BlockVersion>()
            .Refuses(400, 404)
            .WithSummary("Read a version of a block, and what it changed");
        block.MapPost("/undo", Undo)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite, "agent/{id}/memory/{label}")
            .Produces<MemoryBlock>()
            .Refuses(400, 404, 409, 413, 415)
            .WithSummary("Undo one change of a block")
            .WithDescription(
                "Takes the change out of the present text and keeps what changed since; refused (`text-conflict`) where later " +
                "changes concern the same lines. The undo is a version itself. Repeating an `Idempotency-Key` changes nothing.");
        block.MapPost("/restore", Restore)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite, "agent/{id}/memory/{label}")
            .Produces<MemoryBlock>()
            .Refuses(400, 404, 409, 413, 415)
            .WithSummary("Return a block to a version")
            .WithDescription(
                "Sets text, description and limit to those of the version, as a new version; creates a block that was deleted. " +
                "Repeating an `Idempotency-Key` changes nothing.");
    }

    private static async Task<BlockVersionPage> List(AgentId id, string label, int? after, int? limit, IClusterClient grains)
    {
        var size = PageLimit.Check(limit);
        await grains.Agent(id).Get();
        return await grains.Memory(id).ListVersions(label, after, size);
    }

    private static async Task<BlockVersion> Get(AgentId id, string label, int version, IClusterClient grains)
    {
        await grains.Agent(id).Get();
        return await grains.Memory(id).GetVersion(label, version);
    }

    private static Task<MemoryBlock> Undo(
        AgentId id, string label, VersionBody body, HttpRequest request, IClusterClient grains) =>
        Change(
            id, label, request, grains,
            memory => memory.Undo(request.EditId(), label, body.CheckedVersion, MemoryRequests.Operator));

    private static Task<MemoryBlock> Restore(
        AgentId id, string label, VersionBody body, HttpRequest request, IClusterClient grains) =>
        Change(
            id, label, request, grains,
            memory => memory.Restore(request.EditId(), label, body.CheckedVersion, MemoryRequests.Operator));

    private static async Task<MemoryBlock> Change(
        AgentId id, string label, HttpRequest request, IClusterClient grains, Func<IMemoryGrain, Task<MemoryBlock>> change)
    {
        await grains.RequireActive(id);
        var memory = grains.Memory(id);
        var before = await memory.Find(label);
        var after = await change(memory);
        request.HttpContext.AuditChange(AuditedChange.Between(before, after));
        return after;
    }
}
