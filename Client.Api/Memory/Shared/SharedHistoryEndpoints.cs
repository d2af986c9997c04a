using Sanctum.Access;
using Sanctum.Audit;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Memory;

/// <summary>The versions of a shared block, and ways back to them.</summary>
internal sealed class SharedHistoryEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var block = routes.MapGroup("/v1/memory/blocks/{label}").WithTags("Memory");
        block.MapGet("/versions", List)
            .Needs("memory:read")
            .Produces<BlockVersionPage>()
            .Refuses(400, 404)
            .WithSummary("List the versions of a shared block")
            .WithDescription(
                "Newest first, also of a block that was deleted. Pass `next` as `after` for the next page; at most 200.");
        block.MapGet("/versions/{version:int}", Get)
            .Needs("memory:read")
            .Produces<BlockVersion>()
            .Refuses(400, 404)
            .WithSummary("Read a version of a shared block, and what it changed");
        block.MapPost("/undo", Undo)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite, SharedBlockEndpoints.AuditName)
            .Produces<SharedBlock>()
            .Refuses(400, 404, 409, 413, 415)
            .WithSummary("Undo one change of a shared block")
            .WithDescription(
                "Takes the change out of the present text and keeps what changed since; refused (`text-conflict`) where later " +
                "changes concern the same lines. Whether the block is read-only stays as it is. The undo of a deletion " +
                "creates the block without its shares and not read-only. Repeating an `Idempotency-Key` changes nothing.");
        block.MapPost("/restore", Restore)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite, SharedBlockEndpoints.AuditName)
            .Produces<SharedBlock>()
            .Refuses(400, 404, 409, 413, 415)
            .WithSummary("Return a shared block to a version")
            .WithDescription(
                "Sets text, description and limit to those of the version, as a new version. Whether the block is " +
                "read-only stays as it is. Creates a block that was deleted, without its shares and not read-only. Repeating " +
                "an `Idempotency-Key` changes nothing.");
    }

    private static Task<BlockVersionPage> List(SharedLabel label, int? after, int? limit, IClusterClient grains) =>
        grains.SharedBlock(label).ListVersions(after, PageLimit.Check(limit));

    private static Task<BlockVersion> Get(SharedLabel label, int version, IClusterClient grains) =>
        grains.SharedBlock(label).GetVersion(version);

    private static Task<SharedBlock> Undo(SharedLabel label, VersionBody body, HttpRequest request, IClusterClient grains) =>
        grains.Change(
            label, request, block => block.Undo(request.EditId(), body.CheckedVersion, MemoryRequests.Operator));

    private static Task<SharedBlock> Restore(
        SharedLabel label, VersionBody body, HttpRequest request, IClusterClient grains) =>
        grains.Change(
            label, request, block => block.Restore(request.EditId(), body.CheckedVersion, MemoryRequests.Operator));
}
