using Sanctum.Access;
using Sanctum.Audit;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Problems;
using Sanctum.Requests;

namespace Sanctum.Agents;

/// <summary>Agents: created from a definition, read, changed, retired.</summary>
internal sealed class AgentEndpoints : IEndpointModule
{
    private const int MaxPatchAttempts = 5;

    public void Map(IEndpointRouteBuilder routes)
    {
        var agents = routes.MapGroup("/v1").WithTags("Agents");
        agents.MapPost("/agents", Create)
            .Needs("agents:write")
            .Audited(AuditActions.AgentApply)
            .Accepts<AgentDefinition>("application/json", AgentDocument.DefinitionTypes)
            .Produces<AgentResource>(StatusCodes.Status201Created)
            .Produces<AgentResource>()
            .Refuses(400, 409, 413, 415)
            .WithSummary("Create an agent")
            .WithDescription(
                "The body is the definition, as JSON or YAML; its name becomes the agent's id. Repeating the same definition " +
                "returns the existing agent. With `replace=true`, a different definition replaces the existing one (200) " +
                "instead of being refused.");
        agents.MapGet("/agents", List)
            .Needs("agents:read")
            .Produces<AgentList>()
            .Refuses(400)
            .WithSummary("List agents")
            .WithDescription(
                "Ordered by id. Pass `next` as `after` for the next page. Retired agents are left out unless " +
                "`includeRetired=true`.");
        agents.MapGet("/agents/{id}", Get)
            .Needs("agents:read")
            .Produces<AgentResource>()
            .Refuses(400, 404)
            .WithSummary("Read an agent")
            .WithDescription("The ETag is the agent's version.");
        agents.MapPatch("/agents/{id}", Patch)
            .Needs("agents:write")
            .Audited(AuditActions.AgentApply, "agent/{id}")
            .Accepts<AgentDefinition>("application/json", AgentDocument.PatchTypes)
            .Produces<AgentResource>()
            .Refuses(400, 404, 409, 412, 415)
            .WithSummary("Change an agent")
            .WithDescription(
                "The body is a JSON merge patch (RFC 7396) of the definition, as JSON or YAML. With If-Match, " +
                "the change is refused unless the agent has that version. Existing core memory is kept.");
        agents.MapDelete("/agents/{id}", Retire)
            .Needs("agents:delete")
            .Audited(AuditActions.AgentRetire, "agent/{id}")
            .Produces<AgentResource>()
            .Refuses(400, 404, 409)
            .WithSummary("Retire an agent")
            .WithDescription(
                "The agent accepts no more messages; everything it wrote stays readable. Its name stays reserved. " +
                "The agent can be restored. Safe to repeat.");
        agents.MapPost("/agents/{id}/restore", Restore)
            .Needs("agents:write")
            .Audited(AuditActions.AgentRestore, "agent/{id}")
            .Produces<AgentResource>()
            .Refuses(400, 404, 409)
            .WithSummary("Restore a retired agent")
            .WithDescription(
                "Brings back its definition, memory, sessions and queue. An agent that is not retired is left unchanged. " +
                "Safe to repeat.");
    }

    private static async Task<IResult> Create(bool? replace, HttpRequest request, HttpResponse response, IClusterClient grains)
    {
        var definition = await grains.AgentDefinitions().Read(await DocumentBody.Read(request));
        var grain = grains.Agent(AgentId.Parse(definition.Name, null));
        request.HttpContext.AuditAs($"agent/{definition.Name}");
        try
        {
            var created = await grain.Create(definition);
            response.Headers.ETag = EntityVersion.ToETag(created.Version);
            return Results.Created(AgentLinks.Of(created.Id).Self, AgentResource.From(created));
        }
        catch (ConflictException) when (replace == true)
        {
            // It is there with another definition; if it is retired, the update says so.
            var before = await grain.Get();
            var replaced = await grain.Update(definition, expectedVersion: null);
            request.HttpContext.AuditChange(AuditedChange.Between(before.Definition, replaced.Definition));
            response.Headers.ETag = EntityVersion.ToETag(replaced.Version);
            return Results.Ok(AgentResource.From(replaced));
        }
    }

    private static async Task<AgentList> List(string? after, int? limit, bool? includeRetired, IClusterClient grains)
    {
        if (after is not null && !AgentId.TryParse(after, null, out _))
            throw new InvalidRequestException("after", $"'{after}' {AgentId.Rule}.");
        var page = await grains.AgentDirectory().List(after, PageLimit.Check(limit), includeRetired ?? false);
        return new AgentList([.. page.Agents.Select(AgentResource.From)], page.Next);
    }

    private static async Task<IResult> Get(AgentId id, HttpContext context, IClusterClient grains)
    {
        var agent = await grains.Agent(id).Get();
        context.Response.Headers.ETag = EntityVersion.ToETag(agent.Version);
        return EntityVersion.IsKnown(context.Request, agent.Version)
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Ok(AgentResource.From(agent));
    }

    private static async Task<IResult> Patch(AgentId id, HttpContext context, IClusterClient grains)
    {
        var demanded = EntityVersion.Demanded(context.Request);
        var patch = await DocumentBody.Read(context.Request);
        for (var attempt = 1; ; attempt++)
        {
            var current = await grains.Agent(id).Get();
            if (demanded is { } version && version != current.Version)
                throw new ProblemException(
                    Problem.VersionMismatch($"Agent '{id}' has version {current.Version}; If-Match demands {version}."));
            var merged = await grains.AgentDefinitions().Merge(current.Definition, patch);
            try
            {
                var agent = await grains.Agent(id).Update(merged, current.Version);
                context.AuditChange(AuditedChange.Between(current.Definition, agent.Definition));
                context.Response.Headers.ETag = EntityVersion.ToETag(agent.Version);
                return Results.Ok(AgentResource.From(agent));
            }
            catch (ConflictException) when (current.Status != AgentStatus.Retired && attempt < MaxPatchAttempts)
            {
                // Somebody else changed it between our read and our write: the patch is put on what it is now.
            }
        }
    }

    private static Task<AgentResource> Retire(AgentId id, HttpContext http, IClusterClient grains) =>
        ChangeStatus(grains.Agent(id), agent => agent.Retire(), http);

    private static Task<AgentResource> Restore(AgentId id, HttpContext http, IClusterClient grains) =>
        ChangeStatus(grains.Agent(id), agent => agent.Restore(), http);

    private static async Task<AgentResource> ChangeStatus(
        IAgentGrain agent, Func<IAgentGrain, Task<Agent>> change, HttpContext http)
    {
        var before = await agent.Get();
        var after = await change(agent);
        http.AuditChange(AuditedChange.Between(new { before.Status, before.Version }, new { after.Status, after.Version }));
        return AgentResource.From(after);
    }
}
