using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Audit;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Memory;
using Sanctum.Problems;

namespace Sanctum.Consolidation;

/// <summary>Runs that look for what to merge, shorten and correct in an agent's core memory, and what they propose.</summary>
internal sealed class ConsolidationEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var runs = routes.MapGroup("/v1/agents/{id}/consolidations").WithTags("Memory");
        runs.MapPost("", Start)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite, "agent/{id}/consolidations")
            .Produces<ConsolidationRun>(StatusCodes.Status202Accepted)
            .Refuses(400, 404, 409, 413, 415)
            .WithSummary("Have an agent's model look for what to merge, shorten and correct in its memory")
            .WithDescription(
                "202 means that the run is kept; the model is asked in the background, also after a crash, and budgets count " +
                "the call. `mode` is `ask` (a person decides on each proposal) or `apply` (they are applied where the policies " +
                "allow it). One run of an agent is open at a time. Repeating an `Idempotency-Key` returns the same run.");
        runs.MapGet("", List)
            .Needs("memory:read")
            .Produces<ConsolidationList>()
            .Refuses(404)
            .WithSummary("List an agent's consolidations, newest first")
            .WithDescription("The newest 100, without their proposals.");
        runs.MapGet("/{run:guid}", Get)
            .Needs("memory:read")
            .Produces<ConsolidationRun>()
            .Refuses(404)
            .WithSummary("Read a consolidation and what it proposes");
        runs.MapPost("/{run:guid}/proposals/{label}/accept", Accept)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite, "agent/{id}/memory/{label}")
            .Produces<BlockProposal>()
            .Refuses(400, 403, 404, 409)
            .WithSummary("Apply a proposal")
            .WithDescription(
                "The block gets the proposed text, as a version that can be undone; what has changed in other lines since then " +
                "stays. Where the same lines have changed it is refused (`text-conflict`) and stays open. Safe to repeat.");
        runs.MapPost("/{run:guid}/proposals/{label}/reject", Reject)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite, "agent/{id}/memory/{label}")
            .Produces<BlockProposal>()
            .Refuses(404, 409)
            .WithSummary("Reject a proposal")
            .WithDescription("The block stays as it is. Safe to repeat.");
    }

    private static async Task<IResult> Start(
        AgentId id, StartConsolidation body, HttpContext http, IClusterClient grains)
    {
        await grains.RequireActive(id);
        var key = PassageKey.Of(http.Request) is { } own
            ? NamedId.Of(id.Value, "consolidation", own)
            : Guid.CreateVersion7();
        var run = await grains.Consolidation(id.GrainKey).Start(
            key, body.Mode ?? ConsolidationMode.Ask, MemoryRequests.Operator);
        http.AuditChange(AuditedChange.Between(before: null, new { consolidation = run.Id, run.Mode }));
        return Results.Accepted($"/v1/agents/{id}/consolidations/{run.Id}", run);
    }

    private static async Task<ConsolidationList> List(AgentId id, IClusterClient grains)
    {
        await grains.Agent(id).Get();
        return new ConsolidationList(await grains.Consolidation(id.GrainKey).List());
    }

    private static async Task<ConsolidationRun> Get(AgentId id, Guid run, IClusterClient grains)
    {
        await grains.Agent(id).Get();
        return await grains.Consolidation(id.GrainKey).Find(run)
            ?? throw new NotFoundException("consolidation", run.ToString());
    }

    private static async Task<BlockProposal> Accept(
        AgentId id, Guid run, string label, HttpContext http, IClusterClient grains)
    {
        await grains.RequireActive(id);
        var before = await grains.Memory(id).Find(label);
        var proposal = await grains.Consolidation(id.GrainKey).Accept(run, label, MemoryRequests.Operator);
        http.AuditChange(AuditedChange.Between(before, await grains.Memory(id).Find(label)));
        return proposal;
    }

    private static async Task<BlockProposal> Reject(
        AgentId id, Guid run, string label, HttpContext http, IClusterClient grains)
    {
        await grains.RequireActive(id);
        var proposal = await grains.Consolidation(id.GrainKey).Reject(run, label, MemoryRequests.Operator);
        http.AuditChange(AuditedChange.Between(before: null, new { consolidation = run, label, proposal.State }));
        return proposal;
    }
}
