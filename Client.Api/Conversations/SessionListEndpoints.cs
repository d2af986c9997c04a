using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Platforms;
using Sanctum.Problems;

namespace Sanctum.Conversations;

/// <summary>Conversations to go back to.</summary>
internal sealed class SessionListEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var lists = routes.MapGroup("/v1").WithTags("Conversations");
        lists.MapGet("/sessions", List)
            .Needs("conversations:read")
            .Produces<SessionList>()
            .Refuses(400, 404)
            .WithSummary("List sessions, newest activity first")
            .WithDescription(
                "Sessions with at least one message; filter by `agent` and `person`. With `person`, ordered by that person's " +
                "latest message. Pass `next` as `after` for the next page.");
        lists.MapGet("/agents/{id}/sessions", ListOfAgent)
            .Needs("conversations:read")
            .Produces<SessionList>()
            .Refuses(400, 404)
            .WithSummary("List an agent's sessions, newest activity first");
    }

    private static async Task<SessionList> List(AgentId? agent, Guid? person, Guid? after, int? limit, IClusterClient grains)
    {
        var size = PageLimit.Check(limit);
        if (agent is { } owner)
            await grains.Agent(owner).Get();
        if (person is { } somebody)
            await grains.People().Find(somebody);
        var page = await grains.Sessions().List(new SessionSelection(agent?.Value, person), after, size);
        return new SessionList([.. page.Items], page.Next);
    }

    private static Task<SessionList> ListOfAgent(AgentId id, Guid? after, int? limit, IClusterClient grains) =>
        List(id, person: null, after, limit, grains);
}

/// <summary>A page of sessions.</summary>
/// <param name="Items">Newest activity first.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
internal sealed record SessionList(SessionSummary[] Items, Guid? Next);
