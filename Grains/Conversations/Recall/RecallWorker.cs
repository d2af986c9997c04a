using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Sanctum.Embeddings;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>Searches what was said in an agent's sessions.</summary>
/// <remarks>
/// Invariants: nothing of another agent or tenant is found; entries are found once they are committed. A search in one session
/// asks that session whose it is; any other has the tenant's list of sessions brought up to date first, which is a write.
/// </remarks>
[StatelessWorker, GrainType("recall")]
internal sealed class RecallWorker(
    RecallSearch search, TranscriptStore transcripts, TextEmbedder embedder, IOptions<RecallOptions> options)
    : Grain, IRecallWorker
{
    private const int MaxTextCharacters = 1_000;
    private const int MaxNameCharacters = 256;
    private const int MaxHits = 50;

    public async Task<ImmutableArray<RecalledEntry>> Search(RecallQuery query) =>
        (await Find(query with { By = RecallBy.Words })).Items;

    public async Task<RecallHits> Find(RecallQuery query)
    {
        Check(query);
        var key = this.Key();
        var isOfAgent = query is { SessionId: not null, Person: null, Platform: null };
        if (!isOfAgent)
            await GrainFactory.SessionDirectory(key.Tenant).CatchUp();
        else if (!await IsOfAgent(key, query.SessionId!))
            return new RecallHits([], query.By, query.By == RecallBy.Words ? null : VectorUse.Complete);
        var isByMeaning = query.By != RecallBy.Words && options.Value.ByMeaning && embedder.Model is not null;
        return isByMeaning
            ? await GrainFactory.RecallIndex(key).Search(query, isOfAgent)
            : await search.Find(new RecallScope(key, query, isOfAgent), vectors: null);
    }

    public async Task<ImmutableArray<TranscriptEntry>> ReadTurn(string session, Guid turn)
    {
        var key = this.Key();
        if (!await IsOfAgent(key, session))
            return [];
        var entries = await transcripts.ReadTurn(new GrainKey(key.Tenant, session), turn, CancellationToken.None);
        return [.. entries.Select(stored => stored.Entry with { ModelData = null })];
    }

    private async Task<bool> IsOfAgent(GrainKey agent, string session)
    {
        try
        {
            return (await GrainFactory.Session(new GrainKey(agent.Tenant, session)).Get()).AgentId == agent.Name;
        }
        catch (NotFoundException)
        {
            return false;
        }
    }

    private static void Check(RecallQuery query)
    {
        var errors = new List<FieldError>();
        if (query.Text.Length > MaxTextCharacters || string.IsNullOrWhiteSpace(query.Text))
            errors.Add(new FieldError(
                "q", $"has {query.Text.Length} characters; 1 to {MaxTextCharacters} are allowed, not all of them spaces."));
        else if (NullCharacter.IsIn(query.Text))
            errors.Add(NullCharacter.Error("q"));
        foreach (var (field, value) in ((string, string?)[])[("session", query.SessionId), ("platform", query.Platform)])
        {
            if (value?.Length > MaxNameCharacters)
                errors.Add(new FieldError(field, $"has {value.Length} characters; the limit is {MaxNameCharacters}."));
            else if (value is not null && NullCharacter.IsIn(value))
                errors.Add(NullCharacter.Error(field));
        }
        if (!Enum.IsDefined(query.By))
            errors.Add(new FieldError("by", "is none of words, meaning, both."));
        if (query.Limit is < 1 or > MaxHits)
            errors.Add(new FieldError("limit", $"{query.Limit} is not between 1 and {MaxHits}."));
        if (query.Since >= query.Until)
            errors.Add(new FieldError("since", "is not before until."));
        if (errors.Count > 0)
            throw new InvalidRequestException(errors);
    }
}
