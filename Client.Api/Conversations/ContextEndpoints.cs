using Sanctum.Access;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Conversations;

/// <summary>What model calls of a session hold.</summary>
internal sealed class ContextEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/sessions/{id}/context", Explain)
        .WithTags("Conversations")
        .Needs("conversations:read")
        .Produces<ModelContext>()
        .Refuses(400, 404)
        .WithSummary("Show what the next model call of a session would hold")
        .WithDescription(
            "Its parts in order, each with its tokens. With `step`, the sequence number of an answer of the agent, what the " +
            "call held that it answered: the entries and recalled passages are those of then, the definition, the tools and " +
            "the core memory those of now. The texts of instructions, blocks, tools and passages are null: they are read " +
            "where agents, memory and tools are.");

    private static async Task<ModelContext> Explain(SessionId id, long? step, IClusterClient grains)
    {
        var context = await grains.GetGrain<ISessionContextWorker>(id.GrainKey.ToString()).Explain(step);
        return context with { Parts = [.. context.Parts.Select(WithoutMemory)] };
    }

    // Who may read conversations may not therefore read memory.
    private static ContextPart WithoutMemory(ContextPart part) =>
        part.Kind is ContextPartKind.System or ContextPartKind.Block or ContextPartKind.Tool or ContextPartKind.Passage
            ? part with { Text = null }
            : part;
}
