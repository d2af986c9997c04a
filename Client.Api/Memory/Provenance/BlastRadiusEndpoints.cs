using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Audit;
using Sanctum.Edge;
using Sanctum.Problems;
using Sanctum.Requests;

namespace Sanctum.Memory;

/// <summary>What a message made an agent do, and the way back from what it made of the agent's memory.</summary>
internal sealed class BlastRadiusEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var item = routes.MapGroup("/v1/agents/{id}/queue/items/{item}/blast-radius").WithTags("Agents");
        item.MapGet("", Find)
            .Needs("memory:read")
            .Produces<BlastRadius>()
            .Refuses(400, 403, 404)
            .WithSummary("Read what a message made an agent do")
            .WithDescription(
                "Tool calls, changes of core memory, passages and posts of the message's turn; callers also need " +
                "`conversations:read` and `posts:read`. With `later=true` those of the turns that came after it in its session " +
                "too, whose models have read it; of the first 2,000 entries.");
        item.MapPost("/undo", Undo)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite, "agent/{id}/memory")
            .Produces<UndoneMemories>()
            .Refuses(400, 403, 404, 409)
            .WithSummary("Take back what a message made of an agent's memory")
            .WithDescription(
                "Undoes the changes of blocks, newest first, and deletes the passages; needs `memory:delete` too. What was " +
                "changed since stays and is a `conflict`; what a policy denies is `refused`; what could not be done now is " +
                "`failed`. Posts and what tools did elsewhere stay. Safe to repeat.");
    }

    private static async Task<BlastRadius> Find(AgentId id, Guid item, bool? later, IClusterClient grains)
    {
        CallerRights.RequireAlso("conversations:read");
        CallerRights.RequireAlso("posts:read");
        await grains.Agent(id).Get();
        return await grains.BlastRadius(id.GrainKey).Find(item, later == true);
    }

    private static async Task<UndoneMemories> Undo(
        AgentId id, Guid item, bool? later, HttpContext http, IClusterClient grains)
    {
        CallerRights.RequireAlso("memory:delete");
        await grains.RequireActive(id);
        var undone = await grains.BlastRadius(id.GrainKey).Undo(item, later == true, MemoryRequests.Operator);
        http.AuditChange(AuditedChange.Between(before: null, new { Message = item, Undone = undone.Items }));
        return undone;
    }
}
