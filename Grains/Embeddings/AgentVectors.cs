using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Embeddings;

/// <summary>
/// The vectors of one agent's texts of one kind: the index, which is loaded from rows at the first search, and the embedding of
/// what is due.
/// </summary>
/// <remarks>Used by one activation at a time; its methods may interleave.</remarks>
internal sealed class AgentVectors<TKey>(
    VectorsOf texts, IVectorRows<TKey> store, TextEmbedder embedder, EmbeddingOptions options, TimeProvider clock, ILogger logger)
    where TKey : notnull
{
    private const int LoadPage = 2_000;
    private const int MarkBatch = 1_000;
    private const int BatchesOfCall = 16;
    private const int TriesTogether = 3;

    private readonly Backoff _backoff = new(options.RetryBaseDelay, options.RetryMaxDelay);
    private VectorIndex<TKey>? _index;
    private Task? _loading;
    private bool _isEmbedding;
    private bool _isAskedAgain;
    private bool _isMarked;

    /// <summary>The vector of a query, and the index loaded; null without vectors.</summary>
    public async Task<(VectorUse Use, byte[]? Query)> Prepare(string text)
    {
        if (embedder.Model is null)
            return (VectorUse.Off, null);
        try
        {
            var query = embedder.EmbedQuery(text);
            await Task.WhenAll(query, Load()).WaitAsync(options.LoadPatience, clock);
            // What a running call has stored may not be in the index yet, so that is asked after the rows are.
            var isOpen = await store.IsAnyOpen(texts.Agent, CancellationToken.None);
            var isPartial = isOpen || _isEmbedding || !_isMarked || _index!.HasGaps;
            return (isPartial ? VectorUse.Partial : VectorUse.Complete, await query);
        }
        catch (Exception exception) when (exception is DependencyException or TimeoutException)
        {
            EmbeddingLog.WordsAlone(logger, texts.Kind, texts.Agent, exception.Message);
            return (VectorUse.Unavailable, null);
        }
    }

    /// <summary>
    /// The best of the texts that match by words and of those whose vector is near that of the query, best first.
    /// </summary>
    /// <param name="words">The matches by words.</param>
    /// <param name="query">From <see cref="Prepare"/>.</param>
    /// <param name="filter">What a text must have.</param>
    /// <param name="limit">How many of the nearest take part.</param>
    /// <param name="minSimilarity">The least cosine of those.</param>
    public ImmutableArray<FusedText<TKey>> Join(
        IReadOnlyList<ScoredText<TKey>> words, byte[]? query, IVectorFilter filter, int limit, double minSimilarity = 0)
    {
        if (query is null)
            return RankFusion.Join(words, [], weight: 0, _ => true);
        var nearest = _index!.Search(query, filter, limit);
        nearest.RemoveAll(text => text.Score < minSimilarity);
        return RankFusion.Join(words, nearest, embedder.Weight, _index.Has);
    }

    /// <summary>Takes over what filters ask for of a text that stays.</summary>
    public void Describe(TKey id, string source, IEnumerable<string> tags) => _index?.Describe(id, source, tags);

    /// <summary>Whether a call embeds now, which may take long.</summary>
    public bool IsEmbedding => _isEmbedding;

    /// <summary>Takes out a text that is gone, or has changed.</summary>
    public void Remove(TKey id) => _index?.Remove(id);

    /// <summary>
    /// Takes out texts that are gone, to make room for others. The vectors are loaded anew if one had no room meanwhile.
    /// </summary>
    public void MakeRoom(IReadOnlyCollection<TKey> gone)
    {
        foreach (var id in gone)
            _index?.Remove(id);
        if (gone.Count > 0 && _index is { HasGaps: true })
            _loading = null;
    }

    /// <summary>Embeds what is due, some batches of it.</summary>
    /// <returns>Whether more may be due.</returns>
    public async Task<bool> Embed()
    {
        // The call that runs looks once more before it ends.
        _isAskedAgain = true;
        if (embedder.Model is not { } model || _isEmbedding)
            return false;
        _isEmbedding = true;
        try
        {
            await MarkOutdated(model);
            for (var batch = 0; batch < BatchesOfCall; batch++)
            {
                _isAskedAgain = false;
                var due = await store.ListDue(texts.Agent, embedder.MaxBatch, CancellationToken.None);
                if (due.IsEmpty ? !_isAskedAgain : !await EmbedDue(model, due))
                    return false;
            }
            return true;
        }
        finally
        {
            _isEmbedding = false;
        }
    }

    // Once for each activation: the model cannot change while the process runs.
    private async Task MarkOutdated(string model)
    {
        while (!_isMarked)
        {
            var marked = await store.MarkOutdated(texts.Agent, model, MarkBatch, CancellationToken.None);
            _isMarked = marked < MarkBatch;
            if (marked > 0)
                EmbeddingLog.Outdated(logger, texts.Kind, texts.Agent, marked, model);
        }
    }

    // A text that failed several times may be why its batch does: it is tried alone, after the others.
    private async Task<bool> EmbedDue(string model, IReadOnlyList<DueText<TKey>> due)
    {
        var isSuspect = due.ToLookup(text => text.Attempts >= TriesTogether);
        if (isSuspect[false].Any() && !await Embed(model, [.. isSuspect[false]]))
            return false;
        foreach (var text in isSuspect[true])
        {
            if (!await Embed(model, [text]))
                return false;
        }
        return true;
    }

    /// <returns>Whether to continue at once.</returns>
    private async Task<bool> Embed(string model, IReadOnlyList<DueText<TKey>> due)
    {
        try
        {
            var vectors = await embedder.Embed([.. due.Select(text => text.Text)], CancellationToken.None);
            foreach (var stored in await store.Store(texts.Agent, model, due, vectors, CancellationToken.None))
                _index?.Put(stored);
            return true;
        }
        catch (DependencyException failure) when (failure.Class == ErrorClass.Permanent && due.Count > 1)
        {
            // One text may be at fault: each is tried alone.
            foreach (var text in due)
            {
                if (!await Embed(model, [text]))
                    return false;
            }
            return true;
        }
        catch (DependencyException failure)
        {
            var isGivenUp = failure.Class == ErrorClass.Permanent;
            TimeSpan? wait = isGivenUp ? null : _backoff.Delay(due.Max(text => text.Attempts) + 1, failure.RetryAfter);
            await store.Fail(texts.Agent, model, due, wait, failure.Message, CancellationToken.None);
            EmbeddingLog.NotEmbedded(
                logger, texts.Kind, texts.Agent, due.Count, isGivenUp ? "given up" : "retrying", failure.Message);
            return isGivenUp;
        }
    }

    private Task Load()
    {
        if (_loading is null or { IsFaulted: true } or { IsCanceled: true })
            _loading = LoadAll();
        return _loading;
    }

    // What is embedded meanwhile is put into the same index; the newer text of two stays.
    private async Task LoadAll()
    {
        var begunAt = clock.GetTimestamp();
        var index = _index = new VectorIndex<TKey>(texts.MaxIndexed);
        EmbeddedText<TKey>? after = null;
        while (true)
        {
            var page = await store.Load(texts.Agent, embedder.Model!, after, LoadPage, CancellationToken.None);
            foreach (var text in page)
                index.Put(text);
            if (page.Length < LoadPage || index.HasGaps)
                break;
            after = page[^1];
        }
        EmbeddingLog.Loaded(
            logger, texts.Kind, texts.Agent, index.Count, clock.GetElapsedTime(begunAt).TotalMilliseconds);
    }
}

/// <summary>Whose vectors they are.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Kind">What its texts are called in log lines, in the plural.</param>
/// <param name="MaxIndexed">Vectors that are held in memory; of more, the newest.</param>
internal sealed record VectorsOf(GrainKey Agent, string Kind, int MaxIndexed);
