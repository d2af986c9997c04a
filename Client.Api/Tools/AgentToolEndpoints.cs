using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Audit;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Tools;

/// <summary>The tools that an agent may use.</summary>
internal sealed class AgentToolEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var tools = routes.MapGroup("/v1/agents/{id}/tools").WithTags("Tools");
        tools.MapGet("", List)
            .Needs("agents:read")
            .Produces<AgentToolList>()
            .Refuses(400, 404)
            .WithSummary("List the tools that an agent may use");
        tools.MapPost("/register", Register)
            .Needs("agents:write")
            .Audited(AuditActions.ToolRegister, "agent/{id}", withBody: true)
            .Produces<AgentToolList>()
            .Refuses(400, 404, 409)
            .WithSummary("Allow an agent more tools: by platform, by names, or all")
            .WithDescription(
                "Changes `capabilities.tools` of its definition. An agent that may use every tool keeps that right. " +
                "Safe to repeat.");
        tools.MapPost("/unregister", Unregister)
            .Needs("agents:write")
            .Audited(AuditActions.ToolUnregister, "agent/{id}", withBody: true)
            .Produces<AgentToolList>()
            .Refuses(400, 404, 409)
            .WithSummary("Withdraw tools from an agent: by platform, by names, or all")
            .WithDescription(
                "Changes `capabilities.tools` of its definition. An agent that could use every tool keeps the other tools that " +
                "exist now. Safe to repeat.");
    }

    private static async Task<AgentToolList> List(AgentId id, IClusterClient grains) =>
        await Describe(await grains.Agent(id).Get(), grains);

    private static Task<AgentToolList> Register(
        AgentId id, ToolSelectionRequest request, HttpContext http, IClusterClient grains)
    {
        var selection = request.ToSelection();
        return Change(id, agent => agent.RegisterTools(selection), http, grains);
    }

    private static Task<AgentToolList> Unregister(
        AgentId id, ToolSelectionRequest request, HttpContext http, IClusterClient grains)
    {
        var selection = request.ToSelection();
        return Change(id, agent => agent.UnregisterTools(selection), http, grains);
    }

    private static async Task<AgentToolList> Change(
        AgentId id, Func<IAgentGrain, Task<Agent>> change, HttpContext http, IClusterClient grains)
    {
        var before = await grains.Agent(id).Get();
        var after = await change(grains.Agent(id));
        http.AuditChange(AuditedChange.Between(before.Definition, after.Definition));
        return await Describe(after, grains);
    }

    private static async Task<AgentToolList> Describe(Agent agent, IClusterClient grains) =>
        AgentToolList.Of(agent, await grains.ToolCatalog().List());
}
