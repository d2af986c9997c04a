using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Edge;
using Sanctum.Embeddings;
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
        .WithSummary("Search an agent's transcripts by words and by meaning")
        .WithDescription(
            "Best matches first. `session`, `person` and `platform` narrow it; `since` and `until` are times or spans such as " +
            "`7d`. `by` is `words`, `meaning` or `both`, the default; the answer says what was compared. At most 50 results; " +
            "10 by default.");

    private static async Task<RecalledEntries> Search(
        AgentId id, string? q, string? session, Guid? person, string? platform, string? since, string? until, string? by,
        int? limit, TimeProvider clock, IClusterClient grains)
    {
        var now = clock.GetUtcNow();
        var query = new RecallQuery(
            q ?? throw new InvalidRequestException("q", "is required."), session, person, platform,
            Times.Parse("since", since, now), Times.Parse("until", until, now), limit ?? DefaultLimit)
        {
            By = ParseBy(by),
        };
        var agent = await grains.Agent(id).Get();
        if (person is { } somebody)
            await grains.People().Find(somebody);
        // No vectors are made of what a retired agent said.
        var found = await grains.GetGrain<IRecallWorker>(id.GrainKey.ToString()).Find(
            agent.Status == AgentStatus.Retired ? query with { By = RecallBy.Words } : query);
        return new RecalledEntries([.. found.Items], found.By, found.Vectors);
    }

    private static RecallBy ParseBy(string? by) => by switch
    {
        null or "both" => RecallBy.Both,
        "words" => RecallBy.Words,
        "meaning" => RecallBy.Meaning,
        _ => throw new InvalidRequestException("by", "is none of words, meaning, both."),
    };
}

/// <summary>What a search in transcripts found.</summary>
/// <param name="Items">Best first.</param>
/// <param name="By">What was compared: by words alone where vectors could not take part.</param>
/// <param name="Vectors">Whether vectors took part: <c>complete</c>, <c>partial</c> while some entries have none yet,
/// <c>unavailable</c> or <c>off</c>; null if they were not asked for.</param>
internal sealed record RecalledEntries(RecalledEntry[] Items, RecallBy By, VectorUse? Vectors);
