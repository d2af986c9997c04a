using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Memory;

/// <summary>
/// The vectors of one agent: the index, which is loaded from rows at the first search, and the embedding of what is due.
/// </summary>
/// <remarks>Used by one activation at a time; its methods may interleave.</remarks>
internal sealed class PassageVectors(
    GrainKey agent, EmbeddingStore store, PassageEmbedder embedder, EmbeddingOptions options, TimeProvider clock,
    ILogger logger)
{
    private const int LoadPage = 2_000;
    private const int MarkBatch = 1_000;
    private const int BatchesOfCall = 16;
    private const int TriesTogether = 3;

    private readonly Backoff _backoff = new(options.RetryBaseDelay, options.RetryMaxDelay);
    private VectorIndex? _index;
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
            var isOpen = await store.IsAnyOpen(agent, CancellationToken.None);
            var isPartial = isOpen || _isEmbedding || !_isMarked || _index!.HasGaps;
            return (isPartial ? VectorUse.Partial : VectorUse.Complete, await query);
        }
        catch (Exception exception) when (exception is DependencyException or TimeoutException)
        {
            PassageLog.WordsAlone(logger, agent, exception.Message);
            return (VectorUse.Unavailable, null);
        }
    }

    /// <summary>
    /// The best of the passages that match by words and of those whose vector is near that of the query, best first.
    /// </summary>
    /// <param name="words">The matches by words.</param>
    /// <param name="query">From <see cref="Prepare"/>.</param>
    /// <param name="filter">What a passage must have.</param>
    /// <param name="limit">How many of the nearest take part.</param>
    public ImmutableArray<FusedPassage> Join(
        IReadOnlyList<ScoredPassage> words, byte[]? query, PassageFilter filter, int limit) =>
        query is null
            ? RankFusion.Join(words, [], weight: 0, _ => true)
            : RankFusion.Join(words, _index!.Search(query, filter, limit), embedder.Weight, _index.Has);

    /// <summary>Takes over a passage that changed.</summary>
    public void Changed(Passage passage, bool hasNewText)
    {
        if (hasNewText)
            _index?.Remove(passage.Id);
        else
            _index?.Describe(passage);
    }

    /// <summary>Whether a call embeds now, which may take long.</summary>
    public bool IsEmbedding => _isEmbedding;

    public void Removed(Guid passage) => _index?.Remove(passage);

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
                var due = await store.ListDue(agent, embedder.MaxBatch, CancellationToken.None);
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
            var marked = await store.MarkOutdated(agent, model, MarkBatch, CancellationToken.None);
            _isMarked = marked < MarkBatch;
            if (marked > 0)
                PassageLog.Outdated(logger, agent, marked, model);
        }
    }

    // A text that failed several times may be why its batch does: it is tried alone, after the others.
    private async Task<bool> EmbedDue(string model, IReadOnlyList<DueText> due)
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
    private async Task<bool> Embed(string model, IReadOnlyList<DueText> due)
    {
        try
        {
            var vectors = await embedder.Embed([.. due.Select(text => text.Text)], CancellationToken.None);
            foreach (var stored in await store.Store(agent, model, due, vectors, CancellationToken.None))
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
            await store.Fail(agent, model, due, wait, failure.Message, CancellationToken.None);
            PassageLog.NotEmbedded(logger, agent, due.Count, isGivenUp ? "given up" : "retrying", failure.Message);
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
        var index = _index = new VectorIndex(options.MaxIndexed);
        PassageCursor? after = null;
        while (true)
        {
            var page = await store.Load(agent, embedder.Model!, after, LoadPage, CancellationToken.None);
            foreach (var passage in page)
                index.Put(passage);
            if (page.Length < LoadPage || index.HasGaps)
                break;
            after = new PassageCursor(page[^1].CreatedAt, page[^1].Id);
        }
        PassageLog.Loaded(logger, agent, index.Count, clock.GetElapsedTime(begunAt).TotalMilliseconds);
    }
}
