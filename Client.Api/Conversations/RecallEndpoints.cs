using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Problems;

namespace Sanctum.Conversations;

/// <summary>Search of what was said in an agent's sessions.</summary>
internal sealed class RecallEndpoints : IEndpointModule
{
    private const int DefaultLimit = 10;

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/agents/{id}/recall", Search)
        .WithTags("Conversations")
        .Needs("conversations:read")
        .Produces<RecalledEntries>()
        .Refuses(400, 404)
        .WithSummary("Search an agent's transcripts by words")
        .WithDescription(
            "Best matches first. `session`, `person` and `platform` narrow it; `since` and `until` are times or spans such as " +
            "`7d`. At most 50 results; 10 by default.");

    private static async Task<RecalledEntries> Search(
        AgentId id, string? q, string? session, Guid? person, string? platform, string? since, string? until, int? limit,
        TimeProvider clock, IClusterClient grains)
    {
        var now = clock.GetUtcNow();
        var query = new RecallQuery(
            q ?? throw new InvalidRequestException("q", "is required."), session, person, platform,
            Times.Parse("since", since, now), Times.Parse("until", until, now), limit ?? DefaultLimit);
        await grains.Agent(id).Get();
        if (person is { } somebody)
            await grains.People().Find(somebody);
        return new RecalledEntries([.. await grains.GetGrain<IRecallWorker>(id.GrainKey.ToString()).Search(query)]);
    }
}

/// <summary>What a search in transcripts found.</summary>
/// <param name="Items">Best first.</param>
internal sealed record RecalledEntries(RecalledEntry[] Items);
