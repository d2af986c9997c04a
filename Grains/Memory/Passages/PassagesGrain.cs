using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Calls;
using Sanctum.Embeddings;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Placement;
using Sanctum.Policies;

namespace Sanctum.Memory;

/// <summary>An agent's archival memory.</summary>
/// <remarks>
/// The rows hold everything; the activation holds the vectors that searches use, from the first search until it is idle for ten
/// minutes. Writes run one at a time; reads and the embedding interleave with them. Options: <see cref="PassageOptions"/>,
/// <see cref="EmbeddingOptions"/>. Meters: <see cref="PassageMeter"/>.
/// </remarks>
[AgentPlacement, CollectionAgeLimit(Minutes = 10), GrainType("passages")]
internal sealed class PassagesGrain(
    PassageStore store, PassageWords words, EmbeddingStore embeddings, TextEmbedder embedder, MemoryPolicy policy,
    AgentHomes homes, PassageMeter meter, IOptions<PassageOptions> limits, IOptions<EmbeddingOptions> options, TimeProvider clock,
    ILogger<PassagesGrain> logger)
    : Grain, IPassagesGrain
{
    // The label of archival memory in policies and approvals; blocks have their own.
    private const string Label = "archival";
    private const int Candidates = 200;

    private GrainKey _key;
    private long _homeCheckedAt;
    private long? _count;
    private bool _isNoted;
    private AgentVectors<Guid> _vectors = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = this.Key();
        _vectors = new AgentVectors<Guid>(
            new VectorsOf(_key, "Passages", options.Value.MaxIndexed), embeddings, embedder, options.Value, clock, logger);
        // Vectors of another model become due.
        return EmbedSoon();
    }

    public async Task<ImmutableArray<Passage>> Insert(ImmutableArray<NewPassage> passages, string actor)
    {
        var wanted = PassageRules.Check(passages);
        var known = await store.Find(_key, wanted.Select(passage => passage.Id), CancellationToken.None);
        RequireSame(wanted, known);
        if (known.Length < wanted.Length)
        {
            await Check("insert", string.Join("\n\n", wanted.Select(passage => passage.Text)), actor, $"{wanted[0].Id}");
            var count = await Count();
            if (count + wanted.Length - known.Length > limits.Value.MaxOfAgent)
                throw new InvalidRequestException(
                    "items", $"would exceed the limit of {limits.Value.MaxOfAgent} passages; the agent has {count}.");
            var isNew = !_isNoted || count == 0;
            // Before the commit, so that no crash leaves passages that no turn looks for; and after it, because core memory may
            // have been activated, and have looked, in between.
            if (isNew)
                await Note(hasAny: true);
            var inserted = await store.Insert(
                _key, wanted, clock.GetUtcNow(), embedder.Model is not null, CancellationToken.None);
            _count += inserted.Length;
            if (isNew)
                await Note(hasAny: true);
            _isNoted = true;
            meter.Changed("inserted", inserted.Length);
            known = await store.Find(_key, wanted.Select(passage => passage.Id), CancellationToken.None);
            await EmbedSoon();
        }
        RequireSame(wanted, known);
        return [.. wanted.Select(passage => known.FirstOrDefault(one => one.Id == passage.Id)
            ?? throw new StorageUnavailableException("A passage was deleted by another silo; send it again."))];
    }

    public Task<Passage?> Find(Guid id) => FindOne(id);

    public async Task<PassagePage> List(string? after, int limit)
    {
        PageLimit.Check(limit);
        var passages = await store.List(_key, PassageCursor.Parse(after), limit + 1, CancellationToken.None);
        return passages.Length > limit
            ? new PassagePage(passages[..limit], PassageCursor.Of(passages[limit - 1]).ToString())
            : new PassagePage(passages, null);
    }

    public async Task<Passage> Change(Guid id, PassageChange change, string actor)
    {
        var before = await FindOne(id) ?? throw new NotFoundException("passage", id.ToString());
        var after = PassageRules.Apply(before, change);
        if (Equal(before, after))
            // A repeat finds what it wrote the first time, one version on.
            return change.Version is { } version && before.Version != version && before.Version != version + 1
                ? throw Conflict(id, before.Version)
                : before;
        if (change.Version is { } demanded && before.Version != demanded)
            throw Conflict(id, before.Version);
        await Check("update", after.Text, actor, $"{id}/{before.Version}");
        var hasNewText = before.Text != after.Text;
        var changed = await store.Change(
            _key, after, hasNewText, embedder.Model is not null, clock.GetUtcNow(), CancellationToken.None)
            ?? throw new StorageUnavailableException($"Passage '{id}' was changed by another silo; send the change again.");
        if (hasNewText)
            _vectors.Remove(id);
        else
            _vectors.Describe(id, changed.Source, changed.Tags);
        meter.Changed("updated", 1);
        await EmbedSoon();
        return changed;
    }

    public async Task Delete(Guid id, int? version, string actor)
    {
        var passage = await FindOne(id) ?? throw new NotFoundException("passage", id.ToString());
        if (version is { } demanded && passage.Version != demanded)
            throw Conflict(id, passage.Version);
        await Check("delete", "", actor, $"{id}/{passage.Version}");
        if (!await store.Delete(_key, id, passage.Version, CancellationToken.None))
            throw new StorageUnavailableException($"Passage '{id}' was changed by another silo; delete it again.");
        _count--;
        _vectors.Remove(id);
        meter.Changed("deleted", 1);
        if (_count is null or 0 && !await store.HasAny(_key, CancellationToken.None))
            await BestEffort.Try(() => Note(hasAny: false), failure => PassageLog.StillSearched(logger, failure, _key));
    }

    public async Task<PassageHits> Search(PassageQuery query)
    {
        PassageRules.Check(query);
        // A move waits until the last call has ended, and others would wait for it.
        if (!_vectors.IsEmbedding && homes.IsAway(_key.ToString(), ref _homeCheckedAt))
            this.MigrateOnIdle();
        var begunAt = clock.GetTimestamp();
        var filter = PassageFilter.Of(query);
        var prepared = _vectors.Prepare(query.Text);
        var terms = await words.Terms(query.Text, CancellationToken.None);
        var matches = await words.Search(_key, terms, filter, await Count(), Candidates, CancellationToken.None);
        var (use, vector) = await prepared;
        var items = await Show(_vectors.Join(matches, vector, filter, Candidates), filter, query.Limit, terms);
        meter.Searched(use, clock.GetElapsedTime(begunAt));
        if (use == VectorUse.Partial)
            await EmbedSoon();
        return new PassageHits(items, use);
    }

    public Task Embed() => BestEffort.Try(
        async () =>
        {
            if (await _vectors.Embed())
                await EmbedSoon();
        },
        failure => EmbeddingLog.Stopped(logger, failure, "Passages", _key));

    // One way: nobody waits for it, and the lifeline finds what is left.
    private Task EmbedSoon() => embedder.Model is null ? Task.CompletedTask : GrainFactory.Passages(_key).Embed();

    private async Task<ImmutableArray<PassageHit>> Show(
        ImmutableArray<FusedText<Guid>> found, PassageFilter filter, int limit, ImmutableArray<string> terms)
    {
        // The index may hold passages that were deleted or changed meanwhile: some more are read than are shown.
        var first = found[..Math.Min(found.Length, limit + 10)];
        if (first.IsEmpty)
            return [];
        var rows = (await words.Show(_key, first.Select(hit => hit.Id), terms, CancellationToken.None))
            .Where(row => filter.Includes(row.Passage.Source, row.Passage.CreatedAt, row.Passage.Tags.AsSpan()))
            .ToDictionary(row => row.Passage.Id);
        return
        [
            .. first.Where(hit => rows.ContainsKey(hit.Id))
                .Select(hit => new PassageHit(rows[hit.Id].Passage, hit.Score, hit.Parts, rows[hit.Id].Highlight))
                .OrderByDescending(hit => hit.Score).ThenByDescending(hit => hit.Passage.Importance)
                .ThenByDescending(hit => hit.Passage.CreatedAt).Take(limit),
        ];
    }

    private Task Check(string kind, string text, string actor, string identity) =>
        policy.Check(_key, new MemoryAct(kind, Label, text, actor), identity);

    // A turn searches only where core memory, which it reads anyway, says that there is something to find.
    private Task Note(bool hasAny) => GrainFactory.Memory(_key).NotePassages(hasAny);

    private async Task<long> Count()
    {
        if (_count is not { } known)
        {
            known = await store.Count(_key, CancellationToken.None);
            // Another call may have counted meanwhile, and have added since.
            known = _count ??= known;
        }
        return known;
    }

    private async Task<Passage?> FindOne(Guid id) =>
        (await store.Find(_key, [id], CancellationToken.None)).FirstOrDefault();

    private static void RequireSame(ImmutableArray<NewPassage> wanted, ImmutableArray<Passage> known)
    {
        var texts = wanted.ToDictionary(passage => passage.Id, passage => passage.Text);
        if (known.FirstOrDefault(passage => passage.Version == 1 && passage.Text != texts[passage.Id]) is { } other)
            throw new ConflictException($"The idempotency key of passage '{other.Id}' was used for another text.");
    }

    private static bool Equal(Passage one, Passage other) =>
        one.Text == other.Text && one.Trust == other.Trust && one.Source == other.Source
        && one.Importance.Equals(other.Importance) && one.Tags.AsSpan().SequenceEqual(other.Tags.AsSpan());

    private static ConflictException Conflict(Guid id, int version) =>
        new($"Passage '{id}' has version {version}.");
}
