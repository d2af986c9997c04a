using Sanctum.Access;
using Sanctum.Audit;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Memory;

/// <summary>Blocks of core memory that belong to the tenant.</summary>
internal sealed class SharedBlockEndpoints : IEndpointModule
{
    /// <summary>How the audit log names a shared block.</summary>
    public const string AuditName = "memory/blocks/{label}";

    public void Map(IEndpointRouteBuilder routes)
    {
        var blocks = routes.MapGroup("/v1/memory/blocks").WithTags("Memory");
        MapReading(blocks);
        blocks.MapPut("/{label}", Write)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite, AuditName)
            .Produces<SharedBlock>()
            .Refuses(400, 404, 409, 413, 415)
            .WithSummary("Create or write a shared block")
            .WithDescription(
                "Creates the block or replaces its value; what is omitted is kept. With `version`, the write is merged by " +
                "lines with what changed since that version; changes of the same lines are refused (`text-conflict`) with " +
                "both texts, and 0 demands that there is no block. Repeating an `Idempotency-Key` changes nothing.");
        blocks.MapPost("/{label}/append", Append)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite, AuditName)
            .Produces<SharedBlock>()
            .Refuses(400, 404, 409, 413, 415)
            .WithSummary("Add a line to a shared block")
            .WithDescription(
                "Never conflicts with other changes. Repeating an `Idempotency-Key` adds nothing and returns the current block.");
        blocks.MapDelete("/{label}", Delete)
            .Needs("memory:delete")
            .Audited(AuditActions.MemoryDelete, AuditName)
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(400, 404, 409)
            .WithSummary("Delete a shared block and its shares")
            .WithDescription("Its versions stay. Repeating an `Idempotency-Key` changes nothing.");
    }

    private static void MapReading(RouteGroupBuilder blocks)
    {
        blocks.MapGet("", List)
            .Needs("memory:read")
            .Produces<SharedBlockPage>()
            .Refuses(400)
            .WithSummary("List shared blocks")
            .WithDescription("By label, without their texts. Pass `next` as `after` for the next page; at most 200.");
        blocks.MapGet("/{label}", Read)
            .Needs("memory:read")
            .Produces<SharedBlock>()
            .Refuses(400, 404)
            .WithSummary("Read a shared block");
    }

    private static async Task<SharedBlockPage> List(string? after, int? limit, IClusterClient grains) =>
        await grains.SharedBlocks().List(after, PageLimit.Check(limit));

    private static Task<SharedBlock> Read(SharedLabel label, IClusterClient grains) => grains.SharedBlock(label).Get();

    private static Task<SharedBlock> Write(
        SharedLabel label, SharedBlockValue block, HttpRequest request, IClusterClient grains) =>
        grains.Change(
            label, request,
            shared => shared.Edit(
                new MemoryEdit(
                    request.EditId(), label.Value, MemoryEditKind.Write, block.CheckedValue, null, MemoryRequests.Operator,
                    block.Description, block.Limit, BaseVersion: block.Version),
                block.IsReadOnly));

    private static Task<SharedBlock> Append(
        SharedLabel label, AppendedText body, HttpRequest request, IClusterClient grains) =>
        grains.Change(
            label, request,
            shared => shared.Edit(
                new MemoryEdit(
                    request.EditId(), label.Value, MemoryEditKind.Append, body.CheckedText, null, MemoryRequests.Operator),
                isReadOnly: null));

    private static async Task<IResult> Delete(SharedLabel label, HttpRequest request, IClusterClient grains)
    {
        var before = await grains.FindShared(label);
        await grains.SharedBlock(label).Delete(request.EditId(), MemoryRequests.Operator);
        request.HttpContext.AuditChange(AuditedChange.Between(before, after: null));
        return Results.NoContent();
    }
}
