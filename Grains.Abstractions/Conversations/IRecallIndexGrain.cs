using Orleans.Concurrency;
using Sanctum.Calls;

namespace Sanctum.Conversations;

/// <summary>
/// The vectors of what was said in an agent's sessions; keyed as the agent. The first search has its transcripts embedded.
/// </summary>
[Alias("sanctum.IRecallIndexGrain")]
public interface IRecallIndexGrain : IGrainWithStringKey
{
    /// <summary>The entries that match best.</summary>
    /// <param name="query">What is searched for; checked by <see cref="IRecallWorker"/>.</param>
    /// <param name="isOfAgent">Whether it is known that the query's session is the agent's.</param>
    [AlwaysInterleave, Idempotent, Alias("Search")]
    Task<RecallHits> Search(RecallQuery query, bool isOfAgent);

    /// <summary>Computes the embeddings that are due. Safe to repeat.</summary>
    [AlwaysInterleave, OneWay, Idempotent, Alias("Embed")]
    Task Embed();

    /// <summary>Has all vectors removed within minutes, and none made until the next search.</summary>
    [AlwaysInterleave, Idempotent, Alias("Forget")]
    Task Forget();
}
