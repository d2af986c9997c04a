using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Audit;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Problems;

namespace Sanctum.Memory;

/// <summary>An agent's core memory: read, and written by an operator.</summary>
internal sealed class MemoryEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var memory = routes.MapGroup("/v1/agents/{id}/memory").WithTags("Agents");
        memory.MapGet("", Read)
            .Needs("memory:read")
            .Produces<MemoryBlocks>()
            .Refuses(400, 404)
            .WithSummary("Read an agent's core memory")
            .WithDescription("Read from the database, never from a cache; 503 while the database is unavailable.");
        memory.MapPut("/{label}", Write)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite, "agent/{id}/memory/{label}")
            .Produces<MemoryBlock>()
            .Refuses(400, 404, 409, 413, 415)
            .WithSummary("Write a block of an agent's core memory")
            .WithDescription(
                "Creates the block or replaces its value; an omitted description or limit is kept. A value longer than the " +
                "limit is refused. With `version`, the write is merged by lines with what changed since that version; changes " +
                "of the same lines are refused (`text-conflict`) with both texts, and 0 demands that there is no block. " +
                "Repeating an `Idempotency-Key` changes nothing and returns the current block.");
        memory.MapDelete("/{label}", Delete)
            .Needs("memory:delete")
            .Audited(AuditActions.MemoryDelete, "agent/{id}/memory/{label}")
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(400, 404, 409)
            .WithSummary("Delete a block of an agent's core memory")
            .WithDescription(
                "Deletes attached and detached blocks. A block named in the agent's definition is created again when the " +
                "definition changes next. Repeating an `Idempotency-Key` changes nothing.");
    }

    private static async Task<MemoryBlocks> Read(AgentId id, IClusterClient grains)
    {
        await grains.Agent(id).Get();
        return new MemoryBlocks(await grains.Memory(id).ReadBlocks());
    }

    private static async Task<MemoryBlock> Write(
        AgentId id, string label, BlockValue block, HttpRequest request, IClusterClient grains)
    {
        await grains.RequireActive(id);
        var edit = new MemoryEdit(
            request.EditId(), label, MemoryEditKind.Write, block.CheckedValue, null, MemoryRequests.Operator, block.Description,
            block.Limit, BaseVersion: block.Version);
        var before = await grains.Memory(id).Find(label);
        var after = await grains.Memory(id).Edit(edit);
        request.HttpContext.AuditChange(AuditedChange.Between(before, after));
        return after;
    }

    private static async Task<IResult> Delete(AgentId id, string label, HttpRequest request, IClusterClient grains)
    {
        await grains.RequireActive(id);
        var before = await grains.Memory(id).Find(label);
        await grains.Memory(id).Delete(request.EditId(), label, MemoryRequests.Operator);
        request.HttpContext.AuditChange(AuditedChange.Between(before, after: null));
        return Results.NoContent();
    }
}

/// <summary>An agent's core memory.</summary>
/// <param name="Items">In the order of their labels.</param>
internal sealed record MemoryBlocks(ImmutableArray<MemoryBlock> Items);

/// <summary>What a block is to be.</summary>
/// <param name="Value">Its text.</param>
/// <param name="Description">What it is for; null leaves it as it is.</param>
/// <param name="Limit">Most characters it may hold; null leaves it as it is.</param>
/// <param name="Version">The version that the value was made from, 0 for no block; null writes over any version.</param>
internal sealed record BlockValue(
    [property: Required] string? Value = null, string? Description = null, int? Limit = null, int? Version = null)
{
    /// <exception cref="InvalidRequestException">There is none.</exception>
    [JsonIgnore]
    public string CheckedValue => Value ?? throw new InvalidRequestException("value", "is required.");
}
