using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Audit;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Memory;

/// <summary>The agents that a shared block is shared with.</summary>
internal sealed class ShareEndpoints : IEndpointModule
{
    private const string AuditName = "memory/blocks/{label}/agents/{agent}";

    public void Map(IEndpointRouteBuilder routes)
    {
        var agents = routes.MapGroup("/v1/memory/blocks/{label}/agents").WithTags("Memory");
        agents.MapGet("", List)
            .Needs("memory:read")
            .Produces<BlockSharePage>()
            .Refuses(400, 404)
            .WithSummary("List the agents that a block is shared with")
            .WithDescription("By agent. Pass `next` as `after` for the next page; at most 200.");
        agents.MapPut("/{agent}", Share)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite, AuditName)
            .Produces<BlockShare>()
            .Refuses(400, 404, 409, 413, 415)
            .WithSummary("Share a block with an agent, or change its right")
            .WithDescription(
                "The agent sees the block in its next model call. 409 where it has a block with that label, or is retired. " +
                "Safe to repeat.");
        agents.MapDelete("/{agent}", Unshare)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite, AuditName)
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(400, 404, 409)
            .WithSummary("End a share")
            .WithDescription("Safe to repeat.");
    }

    private static async Task<BlockSharePage> List(SharedLabel label, string? after, int? limit, IClusterClient grains)
    {
        var size = PageLimit.Check(limit);
        await grains.SharedBlock(label).Get();
        return await grains.SharedBlocks().ListShares(label.Value, after, size);
    }

    private static async Task<BlockShare> Share(
        SharedLabel label, AgentId agent, ShareBody body, HttpContext http, IClusterClient grains)
    {
        var right = body.CheckedRight;
        await grains.RequireActive(agent);
        var before = await grains.SharedBlocks().FindShare(label.Value, agent.Value);
        var share = await grains.Memory(agent).Share(label.Value, right, MemoryRequests.Operator);
        http.AuditChange(AuditedChange.Between(before, share));
        return share;
    }

    private static async Task<IResult> Unshare(SharedLabel label, AgentId agent, HttpContext http, IClusterClient grains)
    {
        await grains.SharedBlock(label).Get();
        await grains.Agent(agent).Get();
        var before = await grains.SharedBlocks().FindShare(label.Value, agent.Value);
        await grains.Memory(agent).Unshare(label.Value, MemoryRequests.Operator);
        http.AuditChange(AuditedChange.Between(before, after: null));
        return Results.NoContent();
    }
}
