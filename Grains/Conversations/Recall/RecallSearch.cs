using System.Collections.Immutable;
using Sanctum.Embeddings;

namespace Sanctum.Conversations;

/// <summary>
/// Searches transcripts by words and, with an agent's vectors, by meaning; the two lists are joined by rank, as those of
/// passages are.
/// </summary>
internal sealed class RecallSearch(RecallStore store, RecallMeter meter, TimeProvider clock)
{
    private const int Candidates = 200;

    // Nearest vectors are found for every query. Below this cosine they say little.
    private const double MinSimilarity = 0.3;

    /// <summary>The entries that match best.</summary>
    /// <param name="scope">Whose entries, and which.</param>
    /// <param name="vectors">The agent's vectors; null searches by words alone.</param>
    public async Task<RecallHits> Find(RecallScope scope, AgentVectors<EntryKey>? vectors)
    {
        var begunAt = clock.GetTimestamp();
        var query = scope.Query;
        var prepared = vectors?.Prepare(query.Text);
        var terms = await store.Terms(query.Text, CancellationToken.None);
        var matches = query.By == RecallBy.Meaning && vectors is not null ? [] : await Match(scope, terms);
        var (use, vector) = prepared is null ? (VectorUse.Off, null) : await prepared;
        if (vector is null && query.By == RecallBy.Meaning && vectors is not null)
            matches = await Match(scope, terms);
        var found = vector is null
            ? RankFusion.Join(matches, [], weight: 0, _ => true)
            : vectors!.Join(matches, vector, await Filter(scope), Candidates, MinSimilarity);
        var items = await Show(scope, found, terms);
        var hits = new RecallHits(
            items, vector is null ? RecallBy.Words : query.By, query.By == RecallBy.Words ? null : use);
        meter.Searched(hits.By, hits.Vectors, clock.GetElapsedTime(begunAt));
        return hits;
    }

    private Task<ImmutableArray<ScoredText<EntryKey>>> Match(RecallScope scope, ImmutableArray<string> terms) =>
        store.Match(scope, terms, Candidates, CancellationToken.None);

    private async Task<EntryFilter> Filter(RecallScope scope)
    {
        var query = scope.Query;
        HashSet<string>? sessions = query switch
        {
            { SessionId: { } session } => [session],
            { Person: null, Platform: null } => null,
            _ => [.. await store.Sessions(scope, CancellationToken.None)],
        };
        return new EntryFilter(sessions, query.Since, query.Until);
    }

    // The index may hold entries that are not there or not the agent's any more: some more are read than are shown.
    private async Task<ImmutableArray<RecalledEntry>> Show(
        RecallScope scope, ImmutableArray<FusedText<EntryKey>> found, ImmutableArray<string> terms)
    {
        var first = found[..Math.Min(found.Length, scope.Query.Limit + 10)];
        if (first.IsEmpty)
            return [];
        var rows = (await store.Show(scope, [.. first.Select(hit => hit.Id)], terms, CancellationToken.None))
            .ToDictionary(entry => new EntryKey(entry.SessionId, entry.Seq));
        return
        [
            .. first.Where(hit => rows.ContainsKey(hit.Id))
                .Select(hit => rows[hit.Id] with { Score = hit.Score, Parts = hit.Parts })
                .OrderByDescending(entry => entry.Score).ThenByDescending(entry => entry.OccurredAt).Take(scope.Query.Limit),
        ];
    }
}
