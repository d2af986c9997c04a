using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Embeddings;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Placement;

namespace Sanctum.Conversations;

/// <summary>Searches an agent's transcripts by meaning, and has them embedded from the first such search on.</summary>
/// <remarks>
/// Invariants: no turn calls or waits for this grain, but for a tool that searches; the rows say what is to be embedded, so a
/// crash loses nothing. The activation holds the vectors from the first search until it is idle for ten minutes. Options:
/// <see cref="RecallOptions"/>, <see cref="EmbeddingOptions"/>. Meter: <see cref="RecallMeter"/>. Events: 1820 to 1824, 2560,
/// 2561.
/// </remarks>
[AgentPlacement, CollectionAgeLimit(Minutes = 10), GrainType("recallindex")]
internal sealed class RecallIndexGrain(
    RecallSearch search, EnrolmentStore enrolment, EntryVectorStore vectors, TextEmbedder embedder, AgentHomes homes,
    IOptions<EmbeddingOptions> embeddings, IOptions<RecallOptions> options, TimeProvider clock, ILogger<RecallIndexGrain> logger)
    : Grain, IRecallIndexGrain
{
    private const string Kind = "Transcripts";
    private const int TurnsAtOnce = 500;
    private static readonly TimeSpan TouchPeriod = TimeSpan.FromHours(1);

    private GrainKey _key;
    private long _homeCheckedAt;
    private long? _touchedAt;
    private Task<bool?>? _advancing;
    private AgentVectors<EntryKey> _vectors = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = this.Key();
        _vectors = new AgentVectors<EntryKey>(
            new VectorsOf(_key, Kind, options.Value.MaxEntries), vectors, embedder, embeddings.Value, clock, logger);
        return Task.CompletedTask;
    }

    public async Task<RecallHits> Search(RecallQuery query, bool isOfAgent)
    {
        if (!_vectors.IsEmbedding && homes.IsAway(_key.ToString(), ref _homeCheckedAt))
            this.MigrateOnIdle();
        await Touch();
        var isCaughtUp = await Advance();
        var hits = await search.Find(new RecallScope(_key, query, isOfAgent), _vectors);
        if (isCaughtUp is false && hits.Vectors == VectorUse.Complete)
            hits = hits with { Vectors = VectorUse.Partial };
        if (hits.Vectors is VectorUse.Partial or VectorUse.Unavailable)
            await EmbedSoon();
        return hits;
    }

    public Task Embed() => BestEffort.Try(
        async () =>
        {
            if (await Advance() is not { } isCaughtUp)
                return;
            var isMoreDue = await _vectors.Embed();
            if (isMoreDue || !isCaughtUp)
                await EmbedSoon();
        },
        failure => EmbeddingLog.Stopped(logger, failure, Kind, _key));

    public async Task Forget()
    {
        if (await enrolment.Forget(_key, CancellationToken.None))
            RecallLog.Forgotten(logger, _key);
        _touchedAt = null;
        DeactivateOnIdle();
    }

    // One way: nobody waits for it, and the lifeline finds what is left.
    private Task EmbedSoon() => GrainFactory.RecallIndex(_key).Embed();

    private async Task Touch()
    {
        if (_touchedAt is { } touchedAt && clock.GetElapsedTime(touchedAt) < TouchPeriod)
            return;
        if (await enrolment.Touch(_key, options.Value.MaxEntries, CancellationToken.None))
            RecallLog.Enrolled(logger, _key);
        _touchedAt = clock.GetTimestamp();
    }

    // Calls that interleave share one look.
    private async Task<bool?> Advance()
    {
        var advancing = _advancing ??= AdvanceOnce();
        try
        {
            return await advancing;
        }
        finally
        {
            if (_advancing == advancing)
                _advancing = null;
        }
    }

    /// <returns>Whether all turns that have ended were looked at; null if the agent's transcripts are not embedded.</returns>
    private async Task<bool?> AdvanceOnce()
    {
        if (await enrolment.FindPlace(_key, options.Value.KeepFor, CancellationToken.None) is not { } place)
            return null;
        // A search writes nothing where nothing has ended.
        if (!place.HasEnded)
            return true;
        var (after, limit) = (place.After, options.Value.MaxEntries);
        while (true)
        {
            var looked = await enrolment.Advance(_key, after, TurnsAtOnce, limit, CancellationToken.None);
            if (looked.IsBeyondLimit)
                _vectors.MakeRoom(await enrolment.Trim(_key, limit, CancellationToken.None));
            if (looked.Turns < TurnsAtOnce || looked.Last is null)
                return true;
            if (looked.Entries > 0)
                return false;
            after = looked.Last;
        }
    }
}
