using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Requests;

namespace Sanctum.Chat;

/// <summary>The agents as clients of OpenAI's API look for them: as models.</summary>
internal sealed class ModelEndpoints : IEndpointModule
{
    private const int AgentsPerRead = 200;
    private const int MaxModels = 1_000;

    public void Map(IEndpointRouteBuilder routes)
    {
        var models = routes.MapGroup("/v1").WithTags("OpenAI-compatible").WithMetadata(new IgnoresUnknownQuery());
        models.MapGet("/models", List)
            .Needs("agents:read")
            .Produces<ChatModelList>()
            .WithSummary("List the agents as models (OpenAI-compatible)")
            .WithDescription("At most 1,000, ordered by id; /v1/agents lists all.");
        models.MapGet("/models/{model}", Get)
            .Needs("agents:read")
            .Produces<ChatModel>()
            .Produces<ChatErrorBody>(StatusCodes.Status404NotFound)
            .WithSummary("Read an agent as a model (OpenAI-compatible)");
    }

    private static async Task<ChatModelList> List(IClusterClient grains)
    {
        var models = new List<ChatModel>();
        string? after = null;
        do
        {
            var page = await grains.AgentDirectory().List(after, AgentsPerRead, includeRetired: false);
            models.AddRange(page.Agents.Select(From));
            after = page.Next;
        }
        while (after is not null && models.Count < MaxModels);
        return new ChatModelList("list", models);
    }

    private static async Task<ChatModel> Get(string model, IClusterClient grains) =>
        AgentId.TryParse(model, null, out var id)
            ? From(await grains.Agent(id).Get())
            : throw new NotFoundException("agent", model);

    private static ChatModel From(Agent agent) => new(agent.Id, "model", agent.CreatedAt.ToUnixTimeSeconds(), "sanctum");
}
