using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Audit;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Memory;
using Sanctum.Problems;

namespace Sanctum.Consolidation;

/// <summary>When an agent's memory is consolidated by itself.</summary>
internal sealed class ConsolidationPlanEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var plan = routes.MapGroup("/v1/agents/{id}/consolidation-plan").WithTags("Memory");
        plan.MapGet("", Get)
            .Needs("memory:read")
            .Produces<ConsolidationPlanResource>()
            .Refuses(404)
            .WithSummary("Read when an agent's memory is consolidated by itself");
        plan.MapPut("", Put)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite, "agent/{id}/consolidation-plan")
            .Produces<ConsolidationPlanResource>()
            .Refuses(400, 404, 409, 413, 415)
            .WithSummary("Have an agent's memory consolidated by itself")
            .WithDescription(
                "`every` is a span such as `12h` or `7d`, at least `Sanctum:Memory:Consolidation:MinInterval`; `mode` is `ask` " +
                "or `apply`. The first run begins after one span. The same plan again changes nothing.");
        plan.MapDelete("", Delete)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite, "agent/{id}/consolidation-plan")
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(404)
            .WithSummary("Consolidate an agent's memory no more by itself")
            .WithDescription("A run that is open continues. Safe to repeat.");
    }

    private static async Task<ConsolidationPlanResource> Get(AgentId id, IClusterClient grains)
    {
        await grains.Agent(id).Get();
        return ConsolidationPlanResource.From(
            await grains.Consolidation(id.GrainKey).GetPlan()
                ?? throw new NotFoundException("consolidation plan of agent", id.Value));
    }

    private static async Task<ConsolidationPlanResource> Put(
        AgentId id, SetConsolidationPlan body, HttpContext http, IClusterClient grains)
    {
        var every = Durations.Parse(
            "every", body.Every ?? throw new InvalidRequestException("every", "is required."),
            ConsolidationPlan.MaxInterval);
        await grains.RequireActive(id);
        var before = await grains.Consolidation(id.GrainKey).GetPlan();
        var after = await grains.Consolidation(id.GrainKey).SetPlan(every, body.Mode ?? ConsolidationMode.Ask);
        http.AuditChange(AuditedChange.Between(before, after));
        return ConsolidationPlanResource.From(after);
    }

    private static async Task<IResult> Delete(AgentId id, HttpContext http, IClusterClient grains)
    {
        await grains.Agent(id).Get();
        var before = await grains.Consolidation(id.GrainKey).GetPlan();
        await grains.Consolidation(id.GrainKey).EndPlan();
        http.AuditChange(AuditedChange.Between(before, after: null));
        return Results.NoContent();
    }
}
